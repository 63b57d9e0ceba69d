import type { Pool } from 'pg'
import { readableBy } from '../auth/access.ts'
import { Unavailable } from './unavailable.ts'

/** Who asks for a person: neither owner nor superuser. */
export const applicationRole = 'relais_app'

/** The spaces that a person may read, for policies to ask; what it reads for that is nobody else's to read through it. */
export const readableSpaces = `
create function model.readable(workspace text, person text) returns setof text
  language sql stable security definer set search_path = public, pg_temp
  as $$ select space from (${readableBy}) r $$;
revoke all on function model.readable from public;
grant usage on schema model to ${applicationRole};
grant execute on function model.readable to ${applicationRole};`

/**
 * A table of rows opens to the application for the person and the workspace that the transaction names, and for nobody when it names
 * none. Its owner, who fills it, is bound too and has a policy that says so.
 */
export const policiesOn = (table: string): string[] => [
  `alter table ${table} enable row level security;`,
  `alter table ${table} force row level security;`,
  `create policy filling on ${table} to current_user using (true);`,
  `create policy asking on ${table} for select to ${applicationRole} using (
  workspace = current_setting('relais.workspace', true)
  and space in (select model.readable(current_setting('relais.workspace', true), current_setting('relais.person', true))));`,
  `grant select on ${table} to ${applicationRole};`,
]

/** A role that sees past every policy would make them words: such a database is refused. */
export async function assertBound(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ above: boolean }>(
    'select rolsuper or rolbypassrls or rolcreaterole as above from pg_roles where rolname = $1',
    [applicationRole]
  )
  if (rows[0] && !rows[0].above) return
  throw new Unavailable(
    `Le rôle ${applicationRole} de PostgreSQL manque ou a trop de droits : recréez-le sans aucun attribut, puis relancez Relais.`,
    `The PostgreSQL role ${applicationRole} is missing or may too much: make it again without any attribute, then start Relais again.`
  )
}
