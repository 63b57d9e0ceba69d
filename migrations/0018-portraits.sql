-- The day somebody was last in touch with the server, from their sessions, which go when they end. A day and no more: it is shown to
-- colleagues, and says nothing of who works when. Apart from the seat, which decisions lock.
create table last_seen (
  account text not null,
  workspace text not null,
  day date not null,
  primary key (account, workspace),
  foreign key (account, workspace) references seat on delete cascade
);

create function note_seen() returns trigger language plpgsql as $$
begin
  insert into last_seen (account, workspace, day)
    select new.account, id, (to_timestamp(new.seen_at / 1000.0) at time zone time_zone)::date from workspace where id = new.workspace
    on conflict (account, workspace) do update set day = excluded.day where last_seen.day < excluded.day;
  return null;
exception when invalid_parameter_value then
  -- A time zone that this PostgreSQL does not know keeps nobody out.
  return null;
end $$;
create trigger seen after insert or update of seen_at, workspace on session for each row execute function note_seen();

update session set seen_at = seen_at where exists (select from seat where account = session.account and workspace = session.workspace);

-- Whose card shows a picture is asked each time it is fetched.
create index fact_portrait on fact (workspace, (body ->> 'portrait')) where kind = 'person' and body ->> 'portrait' is not null;
