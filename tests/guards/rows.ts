import type { Guard } from './guard.ts'

const test = 'tests/attacks/tenant.pg.test.ts'
export const rowGuards: readonly Guard[] = [
  {
    promise: 'the database shows a person the rows of their spaces only',
    file: 'server/postgres/policies.ts',
    line: `  and space in (select model.readable(current_setting('relais.workspace', true), current_setting('relais.person', true))));`,
    lost: '  );',
    test,
    title: 'A33 without a word about where',
  },
  {
    promise: 'the policies bind whoever owns the tables too',
    file: 'server/postgres/policies.ts',
    line: '`alter table ${table} force row level security;`,',
    lost: '',
    test,
    title: 'A33 the application owns nothing',
  },
  {
    promise: 'who asks is said to one transaction only',
    file: 'server/postgres/as-person.ts',
    line: `set_config('relais.person', \${person}, true)`,
    lost: `set_config('relais.person', \${person}, false)`,
    test,
    title: 'A33 who asked is forgotten',
  },
  {
    promise: 'a question of a person runs as the application, not as the owner',
    file: 'server/postgres/as-person.ts',
    line: `, set_config('role', \${applicationRole}, true)`,
    lost: '',
    test,
    title: 'A33 without a word about where',
  },
  {
    promise: 'a text in a question is quoted',
    file: 'server/postgres/expression-sql.ts',
    line: `.replace(/[\\\\']/g, found => \`\\\\\${found}\`)`,
    lost: '',
    test: 'tests/attacks/injection.pg.test.ts',
    title: 'no text in a question is ever read as SQL',
  },
]
