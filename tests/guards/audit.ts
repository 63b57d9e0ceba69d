import type { Guard } from './guard.ts'

const test = 'server/audit/audit.pg.test.ts'
export const auditGuards: readonly Guard[] = [
  {
    promise: 'the log of a company is read by whoever may',
    file: 'server/http/audit-api.ts',
    line: "notAllowed(await readPlace(decisions.reader(workspace), workspace, person), 'audit:read')",
    lost: 'person ? null : notAllowed(await readPlace(decisions.reader(workspace), workspace, person), undefined)',
    test,
    title: 'PLT-08 whoever has not the right reads nothing of it',
  },
  {
    promise: 'the log of a company is of that company',
    file: 'server/audit/audit.ts',
    line: 'and workspace = $1 and ($3',
    lost: 'and $1::text is not null and ($3',
    test,
    title: 'PLT-08 whoever has not the right reads nothing of it',
  },
  {
    promise: 'a page of the log goes on where the one before ended, within one instant too',
    file: 'server/audit/audit.ts',
    line: 'mine === letter ? id : mine < letter ? all : none',
    lost: 'mine === letter ? all : mine < letter ? all : none',
    test,
    title: 'PLT-08 a log of several pages is taken out whole',
  },
  {
    promise: 'what is in the log is changed by nobody',
    file: 'migrations/0013-audit.sql',
    line: 'create trigger kept before update or delete or truncate on audit for each statement execute function kept_as_it_is();',
    lost: '',
    test,
    title: 'PLT-08 what audit holds is changed by nobody',
  },
  {
    promise: 'a password that was refused is in the log',
    file: 'server/auth/credentials.ts',
    line: 'if (known) await this.audit.refused(known.id, from)',
    lost: '',
    test,
    title: 'PLT-08 who came in, who was refused',
  },
  {
    promise: 'no name in the log is a formula',
    file: 'server/audit/sheet.ts',
    line: "const plain = /^[=+\\-@\\t\\r]/.test(text) ? `'${text}` : text",
    lost: 'const plain = text',
    test,
    title: 'PLT-08 it is read page by page',
  },
]
