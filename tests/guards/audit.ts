import type { Guard } from './guard.ts'

const test = 'server/audit/audit.pg.test.ts'
const watch = 'server/audit/watch.pg.test.ts'
const sockets = 'tests/attacks/sockets.pg.test.ts'
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
  {
    promise: 'what an answer refuses to somebody known is in the log',
    file: 'server/http/watched.ts',
    line: "if (what && isWho(who) && !(name === 'command' && code === 'notAllowed')) watch.note(who, what, about)",
    lost: '',
    test: watch,
    title: 'PLT-08 who asks for what is not theirs',
  },
  {
    promise: 'what a decision refuses is in the log once',
    file: 'server/http/watched.ts',
    line: " && !(name === 'command' && code === 'notAllowed')",
    lost: '',
    test: watch,
    title: 'PLT-08 who asks for more than their roles',
  },
  {
    promise: 'a list that names what is not theirs is in the log',
    file: 'server/feed/differences.ts',
    line: "if (closed) this.watch.note(who, 'readRefused', closed.name)",
    lost: '',
    test: watch,
    title: 'PLT-08 who asks for what is not theirs',
  },
  {
    promise: 'a flood of refusals is a line a minute',
    file: 'migrations/0014-audit-order.sql',
    line: "create unique index audit_bound on audit (workspace, person, action, (at / 60000)) where kind in ('refused', 'flagged', 'limit');",
    lost: '',
    test: watch,
    title: 'PLT-08 a flood is a line a minute',
  },
  {
    promise: 'what somebody calls a record is not kept in the log',
    file: 'server/audit/flags.ts',
    line: 'isId(about) ? about : null',
    lost: 'about',
    test: watch,
    title: 'PLT-08 a flood is a line a minute',
  },
  {
    promise: 'who goes on after too many passwords is in the log',
    file: 'server/auth/credentials.ts',
    line: `    if (wait > 0) {
      await this.audit.tooMany(login, from)
      return {
        ...problem(`,
    lost: `    if (wait > 0) {
      return {
        ...problem(`,
    test: watch,
    title: 'PLT-08 who breaks a limit',
  },
  {
    promise: 'a network that has tried too many accounts is in the log of the next',
    file: 'server/auth/credentials.ts',
    line: `      await this.audit.tooMany(login, from)
      return { ...tooManyHere`,
    lost: '      return { ...tooManyHere',
    test: watch,
    title: 'PLT-08 who breaks a limit',
  },
  {
    promise: 'what a line refuses somebody is in the log',
    file: 'server/sync/noting.ts',
    line: 'if (what) watch.note(who, what, name)',
    lost: '',
    test: sockets,
    title: 'A4 on the socket a document of others',
  },
  {
    promise: 'an edit of somebody who may only read is in the log',
    file: 'server/sync/before-sync.ts',
    line: "if (type !== comparison || !tellsNothing(document, payload)) writing.watch.note(context, 'writeRefused', documentName)",
    lost: '',
    test: sockets,
    title: 'A6 A7 a viewer writes nothing',
  },
  {
    promise: 'a forged edit is flagged in the log',
    file: 'server/projector/projector.ts',
    line: '...telling.forged,',
    lost: '',
    test: sockets,
    title: 'A7 a record that bears the id of one elsewhere',
  },
  {
    promise: 'an edit sent in another person’s name is flagged in the log',
    file: 'server/projector/projector.ts',
    line: '...sentForAnother(telling),',
    lost: '',
    test: sockets,
    title: 'A7 words put into another',
  },
  {
    promise: 'a record with the id of another is flagged in the log',
    file: 'server/projector/projector.ts',
    line: '...(await this.stolen(client, workspace, telling, lost)),',
    lost: '',
    test: sockets,
    title: 'A7 a record that bears the id of one elsewhere',
  },
]
