-- What people were shown of what is kept of them, which version of it, and when they said that they had read it.
create table consent (
  account text not null references account on delete cascade,
  version text not null,
  at bigint not null,
  primary key (account, version)
);

-- Sessions of somebody who was erased: no name, no device, no address, but enough for a device that comes back to be told to empty itself.
create table gone_session (
  id text primary key,
  secret_hash bytea not null,
  person text not null,
  at bigint not null
);

-- A card that says that its person was erased is the one thing that changes what is otherwise only added to, and the database does it
-- itself: from where they came in, and what their card said, are taken out of their lines; what was done, by whom and when stays.
create or replace function kept_as_it_is() returns trigger language plpgsql as $$
begin
  -- From within another trigger: the erasure below, and nothing else.
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then return null; end if;
  raise exception 'what % holds is added to, and never changed', tg_table_name using errcode = 'restrict_violation';
end $$;

create function erase_person() returns trigger language plpgsql as $$
begin
  update audit set device = '', address = ''
    where workspace = new.workspace and person = new.body ->> 'person' and (device <> '' or address <> '');
  update command c set answer = jsonb_set(c.answer, '{facts}', (
      select jsonb_agg(case when one -> 'body' ->> 'person' = new.body ->> 'person' and one ->> 'kind' = 'person'
        then jsonb_set(one, '{body}', new.body) else one end order by at)
      from jsonb_array_elements(c.answer -> 'facts') with ordinality as said (one, at)))
    where c.workspace = new.workspace
      and c.answer -> 'facts' @> jsonb_build_array(jsonb_build_object('kind', 'person', 'body', jsonb_build_object('person', new.body ->> 'person')));
  return null;
end $$;
create trigger erased after insert on fact for each row
  when (new.kind = 'person' and new.body ->> 'erased' = 'true') execute function erase_person();
