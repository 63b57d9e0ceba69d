-- A service may be a member of spaces. Since when, and until when, someone has last been in one: read at each question about what a
-- person may see, so kept beside the facts that say it, and filled from them.
create table stint (
  workspace text not null references workspace,
  service text not null,
  person text not null,
  since bigint not null,
  until bigint,
  primary key (workspace, person, service)
);
create index stint_service on stint (workspace, service) where until is null;
create index fact_group on fact (workspace, (body ->> 'group'), (body ->> 'of'), position desc) where kind = 'groupMembership';
-- Who is in a space, and what is said again of one thing: a person, a service.
create index fact_of on fact (workspace, (body ->> 'of'), kind, position desc) where (body ->> 'of') is not null;
create index fact_person on fact (workspace, kind, (body ->> 'person'), position desc) where kind in ('person', 'standing');

insert into stint (workspace, service, person, since)
  select workspace, service, person, position from (
    select distinct on (workspace, body ->> 'of') workspace, body ->> 'of' as service, body, position
    from fact where kind = 'service' and body ? 'of' order by workspace, body ->> 'of', position desc
  ) s, lateral jsonb_array_elements_text(coalesce(body -> 'members', '[]') || coalesce(body -> 'managers', '[]')) as person
  where not coalesce((body ->> 'retired')::boolean, false)
  on conflict do nothing;

-- A guest sees the spaces they were invited to, and nothing else of the company.
alter table invitation add column guest boolean not null default false;

-- What a space is called is for those who are in it; it was told to the whole company.
delete from fact_space s using fact f
  where f.workspace = s.workspace and f.id = s.fact and s.space = s.workspace and f.kind = 'space' and f.body ->> 'of' <> s.workspace;
