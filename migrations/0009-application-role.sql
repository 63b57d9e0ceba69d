-- Who asks for a person: neither owner nor superuser, so that the policies on the tables of rows bind it (server/postgres/policies.ts).
-- Roles belong to the whole server of databases: another database may have made it already.
do $$ begin
  if not exists (select from pg_roles where rolname = 'relais_app') then create role relais_app nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  if not pg_has_role(current_user, 'relais_app', 'member') then execute format('grant relais_app to %I', current_user); end if;
end $$;
