/** A line of code that keeps a promise, how it would be lost, and the test that must then fail. */
export type Guard = {
  readonly promise: string
  readonly file: string
  /** Exactly as it stands, once, in the file. */
  readonly line: string
  readonly lost: string
  readonly test: string
  /** Part of the title of a test of that file. */
  readonly title: string
}

/** `npm run test:guards` loses each in turn, in a copy, and expects its test to say so. */
export const guards: readonly Guard[] = [
  {
    promise: 'a reader writes nothing, not even in the log',
    file: 'server/sync/before-sync.ts',
    line: 'if (connection.readOnly) return',
    lost: '',
    test: 'server/sync/sync.pg.test.ts',
    title: 'a reader’s edit is neither logged, nor applied, nor acknowledged',
  },
  {
    promise: 'an edit is acknowledged and shown only once it is on the disk',
    file: 'server/sync/before-sync.ts',
    line: 'await writing.log.append(',
    lost: 'void writing.log.append(',
    test: 'server/sync/acknowledgement.pg.test.ts',
    title: 'an edit that is not on the disk yet is neither acknowledged nor shown',
  },
  {
    promise: 'what is acknowledged twice is logged once',
    file: 'server/sync/before-sync.ts',
    line: 'if (contains(document, said)) return',
    lost: '',
    test: 'server/sync/sync.pg.test.ts',
    title: 'F13 the same update ten times',
  },
  {
    promise: 'what cannot be read does not enter the log',
    file: 'server/sync/before-sync.ts',
    line: 'const said = inspect(payload)',
    lost: `const said = { structs: [], deleted: new Map([[0, [{ clock: 0, len: payload.byteLength + Number(inspect === null) }]]]) }`,
    test: 'server/sync/sync.pg.test.ts',
    title: 'what cannot be read is refused before it is logged',
  },
  {
    promise: 'what an update would take is counted before it takes it',
    file: 'server/sync/inspect.ts',
    line: 'if (++this.parts > limits.structs)',
    lost: 'if (++this.parts > limits.structs * 1_000)',
    test: 'server/sync/inspect.test.ts',
    title: 'F26 a million structs',
  },
  {
    promise: 'a deletion said again and again makes nobody loop',
    file: 'server/sync/inspect.ts',
    line: 'check(overlaps(ranges) <= repeated)',
    lost: 'check(overlaps(ranges) >= 0 * repeated)',
    test: 'server/sync/inspect.test.ts',
    title: 'F26 a crowd of writers',
  },
  {
    promise: 'one line holds so many documents',
    file: 'server/sync/opened.ts',
    line: 'if (names.size >= this.most &&',
    lost: 'if (names.size > this.most * 9 &&',
    test: 'server/sync/opened.test.ts',
    title: 'a line that holds as many documents as it may',
  },
  {
    promise: 'a damaged backup is not restored',
    file: 'server/backup/manifest.ts',
    line: '!== part.sha256) throw',
    lost: '=== null) throw',
    test: 'server/backup/backup.pg.test.ts',
    title: 'F8 a damaged backup is refused whole',
  },
  {
    promise: 'a damaged record of the log is not applied',
    file: 'server/sync/load.ts',
    line: 'if (crc32c(record.update) === record.crc) return true',
    lost: 'if (crc32c(record.update) >= 0) return true',
    test: 'server/sync/log.pg.test.ts',
    title: 'F25 a flipped bit is set aside',
  },
  {
    promise: 'positions of the feed follow the order of commits',
    file: 'server/projector/facts.ts',
    line: `'update feed set position = position + 1 where workspace = $1 returning position',`,
    lost: `'select nextval(pg_get_serial_sequence(\\'history\\', \\'id\\')) as position from feed where workspace = $1',`,
    test: 'server/feed/order.pg.test.ts',
    title: 'who comes second commits second, so that a reader between the two skips nothing',
  },
  {
    promise: 'a record’s id belongs to the space that used it first',
    file: 'server/projector/claims.ts',
    line: 'return new Set(rows.filter(',
    lost: 'return new Set(rows.slice(rows.length).filter(',
    test: 'server/projector/projector.pg.test.ts',
    title: 'an id that another space holds is shown as taken',
  },
  {
    promise: 'the socket opens to pages of this host only',
    file: 'server/sync/sync.ts',
    line: 'if (!sameOrigin(request.headers))',
    lost: 'if (!sameOrigin(request.headers) && stopping)',
    test: 'server/sync/sync.pg.test.ts',
    title: 'the socket opens to whoever is signed in, from this host only',
  },
  {
    promise: 'the socket opens to who is signed in only',
    file: 'server/auth/sessions.ts',
    line: '!sameHash(row.secret_hash, read.hash)',
    lost: '!sameHash(row.secret_hash, row.secret_hash)',
    test: 'server/sync/sync.pg.test.ts',
    title: 'the socket opens to whoever is signed in, from this host only',
  },
  {
    promise: 'a document opens to members of its space only',
    file: 'server/sync/authenticate.ts',
    line: 'if (space === null || role === null)',
    lost: 'if (space === null)',
    test: 'server/sync/sync.pg.test.ts',
    title: 'a space that is not shared, another workspace',
  },
  {
    promise: 'who may only read is not a writer',
    file: 'server/sync/authenticate.ts',
    line: `atLeast(role, 'editor')`,
    lost: `atLeast(role, 'viewer')`,
    test: 'server/sync/sync.pg.test.ts',
    title: 'a reader’s edit is neither logged, nor applied, nor acknowledged',
  },
  {
    promise: 'a decision is taken once',
    file: 'server/commands/decisions.ts',
    line: 'if (before) return this.withLink(before)',
    lost: 'if (before && !before) return this.withLink(before)',
    test: 'server/http/api.pg.test.ts',
    title: 'a command is done once: the same id gives the same answer',
  },
  {
    promise: 'an undo leaves alone what somebody has changed since',
    file: 'src/lib/store/editing.ts',
    line: 'return same(map.get(step.key), back ? step.after : step.before) ?',
    lost: 'return same(step.key, step.key) ?',
    test: 'src/lib/store/device.test.ts',
    title: 'leaves alone what somebody has changed since',
  },
  {
    promise: 'an edit is in the device’s own log',
    file: 'src/lib/store/documents.ts',
    line: 'void this.#of.log.append(draft).then(',
    lost: 'void Promise.resolve().then(',
    test: 'src/lib/store/device.test.ts',
    title: 'PLT-20 made without a server is there after a new start',
  },
  {
    promise: '“saved” is the server’s acknowledgement',
    file: 'src/lib/store/documents.ts',
    line: 'this.#of.pending.add(draft)',
    lost: '',
    test: 'src/lib/store/device.test.ts',
    title: 'PLT-22 is saved only when the server has acknowledged it',
  },
  {
    promise: 'what the device reads back damaged is set apart',
    file: 'src/lib/store/log.ts',
    line: 'const broken = entries.filter(({ bytes, crc }) => crc32c(bytes) !== crc)',
    lost: 'const broken = entries.filter(({ bytes }) => crc32c(bytes) < 0)',
    test: 'src/lib/store/log.test.ts',
    title: 'PLT-20 a damaged entry is set apart',
  },
]
