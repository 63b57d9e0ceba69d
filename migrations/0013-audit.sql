-- What nothing else keeps: who came in, who was refused, what changed in how somebody comes in, what was taken out. What was decided is in
-- `command`, what was deleted in `history`: the log that people read is all three, and nothing is said in two of them.
create table audit (
  id bigint generated always as identity primary key,
  workspace text not null references workspace,
  kind text not null check (kind in ('entry', 'protection', 'export')),
  person text not null,
  action text not null,
  accepted boolean not null default true,
  device text not null default '',
  address text not null default '',
  at bigint not null
);
create index audit_at on audit (workspace, at desc);
create index command_at on command (workspace, at desc);
create index history_deleted on history (workspace, at desc) where field = 'deleted';

create function kept_as_it_is() returns trigger language plpgsql as $$
begin
  raise exception 'what % holds is added to, and never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger kept before update or delete or truncate on audit for each statement execute function kept_as_it_is();
create trigger kept before update or delete or truncate on command for each statement execute function kept_as_it_is();

-- The database itself writes down what changes in how somebody comes in: no path of the server can forget it, and what was undone with its
-- transaction is not in it. An account is said in each company it is in; a session, in its own.
create function milliseconds() returns bigint language sql volatile as $$ select (extract(epoch from clock_timestamp()) * 1000)::bigint $$;
create function note_account(about text, said text) returns void language sql as $$
  insert into audit (workspace, kind, person, action, at)
  select workspace, 'protection', person, said, milliseconds() from seat where account = about
$$;
create function note_session(one session, said text) returns void language sql as $$
  insert into audit (workspace, kind, person, action, device, address, at)
  select one.workspace, 'entry', person, said, one.device, one.address, milliseconds()
  from seat where account = one.account and workspace = one.workspace
$$;

create function audit_session() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then perform note_session(new, 'signIn');
  elsif tg_op = 'DELETE' then
    if old.ended_at is null then perform note_session(old, 'signOut'); end if;
  elsif old.ended_at is null and new.ended_at is not null then perform note_session(new, 'endedElsewhere');
  elsif old.workspace <> new.workspace then perform note_session(new, 'signIn');
  end if;
  return null;
end $$;
create trigger audited after insert or update of ended_at, workspace or delete on session for each row execute function audit_session();

create function audit_account() returns trigger language plpgsql as $$
begin
  if old.password <> new.password then perform note_account(new.id, 'passwordChanged'); end if;
  if old.email <> new.email then perform note_account(new.id, 'addressChanged'); end if;
  if old.username is distinct from new.username then perform note_account(new.id, 'nameChanged'); end if;
  if old.verified_at is null and new.verified_at is not null then perform note_account(new.id, 'addressProven'); end if;
  return null;
end $$;
create trigger audited after update on account for each row execute function audit_account();

create function audit_protection() returns trigger language plpgsql as $$
begin
  perform note_account(case tg_op when 'INSERT' then new.account else old.account end, tg_argv[case tg_op when 'INSERT' then 0 else 1 end]);
  return null;
end $$;
create function audit_code() returns trigger language plpgsql as $$
begin
  insert into audit (workspace, kind, person, action, accepted, at)
  select workspace, 'entry', person, 'codeRefused', false, milliseconds() from seat where account = new.account;
  return null;
end $$;
create trigger refused after update on second_factor for each row when (new.failed > old.failed) execute function audit_code();
create trigger audited after insert or delete on second_factor
  for each row execute function audit_protection('secondFactorOn', 'secondFactorOff');
create trigger audited after insert or delete on passkey for each row execute function audit_protection('passkeyAdded', 'passkeyRemoved');
create trigger audited after insert or delete on personal_token for each row execute function audit_protection('tokenMade', 'tokenRevoked');
