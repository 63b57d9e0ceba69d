/**
 * Where a fault is proven. `half`: in `npm test`, and longer in `npm run test:faults`. `whole`: only there, in a test that stands
 * in its file when RELAIS_FAULTS is `whole`.
 */
export type Proof = {
  readonly test: string
  /** Part of the title of one or several tests of that file. */
  readonly title: string
  readonly lane: 'half' | 'whole'
}
/** What can go wrong, and the tests that show what becomes of it then. */
export type Fault = { readonly id: `${'F' | 'A'}${number}`; readonly sentence: string; readonly proofs: readonly Proof[] }

const half = (test: string, title: string): Proof => ({ test, title, lane: 'half' })
const onlyWhole = (test: string, title: string): Proof => ({ test, title, lane: 'whole' })
const limits = 'tests/faults/limits.pg.test.ts'
const full = 'tests/faults/disk-full.pg.test.ts'
const disk = 'tests/faults/disk.pg.test.ts'
const sync = 'server/sync/sync.pg.test.ts'
const story = 'tests/e2e/faults.spec.ts'
const people = 'tests/e2e/faults-people.spec.ts'

/** `npm run test:faults` runs them and prints what became of each; one without a proof is printed as missing. */
export const faults: readonly Fault[] = [
  {
    id: 'F1',
    sentence: 'kill -9 at each named point',
    proofs: [
      half('tests/kill/kill.pg.test.ts', 'F1 nothing acknowledged is lost'),
      half('tests/kill/kill-decisions.pg.test.ts', 'F1 a decision'),
    ],
  },
  { id: 'F2', sentence: 'a torn last record', proofs: [half(disk, 'F2 a torn last record')] },
  { id: 'F3', sentence: 'power cut: an acknowledgement follows a flush', proofs: [half('tests/faults/flush.pg.test.ts', 'F3 ')] },
  {
    id: 'F4',
    sentence: 'Postgres restarted',
    proofs: [half(disk, 'F4 Postgres dies'), half('server/sync/log.pg.test.ts', 'F4 a commit cut')],
  },
  { id: 'F5', sentence: 'Postgres away', proofs: [half('tests/faults/database-away.pg.test.ts', 'F5 ')] },
  { id: 'F6', sentence: 'disk full', proofs: [half(full, 'F6 while the database has no room'), onlyWhole(full, 'F6 a disk that is full')] },
  {
    id: 'F7',
    sentence: 'flush returns an error',
    proofs: [half(disk, 'F7 while the flush fails'), half('server/sync/log.pg.test.ts', 'F7 a flush that fails')],
  },
  {
    id: 'F8',
    sentence: 'the embedded database folder is damaged',
    proofs: [half('tests/faults/folder-damaged.pg.test.ts', 'F8 '), half('server/backup/backup.pg.test.ts', 'F8 ')],
  },
  { id: 'F9', sentence: 'Redis killed, flushed, busy', proofs: [half('tests/faults/one-node.test.ts', 'F9 ')] },
  { id: 'F10', sentence: 'two processes open one document', proofs: [half('tests/faults/takeover.pg.test.ts', 'F10 ')] },
  { id: 'F11', sentence: 'killed in mid-edit, and another takes over', proofs: [half('tests/faults/takeover.pg.test.ts', 'F11 ')] },
  {
    id: 'F12',
    sentence: 'unload while a save is pending',
    proofs: [half(story, 'F12 ')],
  },
  {
    id: 'F13',
    sentence: 'each message delivered ten times',
    proofs: [
      half('tests/faults/network.pg.test.ts', 'F13 '),
      half(sync, 'F13 the same update ten times'),
      half('server/sync/inspect.test.ts', 'F13 what a document holds already'),
    ],
  },
  {
    id: 'F14',
    sentence: 'messages reordered',
    proofs: [
      half('tests/faults/network.pg.test.ts', 'F14 '),
      half('server/projector/projector.pg.test.ts', 'updates that come in any order, and twice'),
    ],
  },
  {
    id: 'F15',
    sentence: 'half-open sockets',
    proofs: [half(disk, 'F15 a line that carries nothing'), half(sync, 'F15 a device that vanishes')],
  },
  {
    id: 'F16',
    sentence: '5 s latency, 10 % loss, 40 kbit/s',
    proofs: [half('tests/faults/network.pg.test.ts', 'F16 '), half(people, 'F16 ')],
  },
  {
    id: 'F17',
    sentence: 'clocks a day off, 2038, daylight saving',
    proofs: [half('tests/faults/device-clock.pg.test.ts', 'F17 '), half('tests/faults/device-clock.test.ts', 'F17 ')],
  },
  {
    id: 'F18',
    sentence: 'seven days offline on two devices',
    proofs: [half('tests/faults/device-week.pg.test.ts', 'F18 ')],
  },
  {
    id: 'F19',
    sentence: 'tab killed inside an IndexedDB transaction',
    proofs: [half(story, 'F19 ')],
  },
  {
    id: 'F20',
    sentence: 'quota exceeded',
    proofs: [half(story, 'F20 '), half('src/lib/store/disk.browser.test.ts', 'when it is full says so')],
  },
  {
    id: 'F21',
    sentence: 'IndexedDB connection dies',
    proofs: [half(story, 'F21 '), half('src/lib/store/log.test.ts', 'a connection to the disk that died')],
  },
  {
    id: 'F22',
    sentence: 'storage evicted with unsent edits',
    proofs: [half(story, 'F22 '), half('tests/faults/device-cleared.test.ts', 'F22 ')],
  },
  {
    id: 'F23',
    sentence: 'another tab blocks an upgrade',
    proofs: [half(story, 'F23 '), half('src/lib/store/disk.browser.test.ts', 'a newer version in another tab')],
  },
  {
    id: 'F24',
    sentence: 'a client two releases old meets a migrated server',
    proofs: [half('tests/faults/device-old.pg.test.ts', 'F24 ')],
  },
  {
    id: 'F25',
    sentence: 'flipped bits in log, IndexedDB, wire',
    proofs: [
      half('src/kernel/base/crc32c.test.ts', 'F25 one flipped bit'),
      half(disk, 'F25 a damaged snapshot'),
      half('server/sync/log.pg.test.ts', 'F25 a flipped bit'),
      half('src/lib/store/log.test.ts', 'a damaged entry is set apart'),
      half('tests/faults/device-bits.test.ts', 'F25 '),
      half('src/kernel/base/summed.test.ts', 'F25 '),
      half(story, 'F25 '),
    ],
  },
  { id: 'F26', sentence: 'an update that loops or allocates', proofs: [half('server/sync/inspect.test.ts', 'F26 ')] },
  {
    id: 'F27',
    sentence: 'a document beyond the stated limit',
    proofs: [half('server/sync/inspect.test.ts', 'F27 '), half(limits, 'F27 the traces'), onlyWhole(limits, 'F27 a document beyond')],
  },
  {
    id: 'F28',
    sentence: '5,000 updates a second from one client',
    proofs: [half(limits, 'F28 a flood'), onlyWhole(limits, 'F28 one connection')],
  },
  { id: 'F29', sentence: 'membership revoked in mid-session', proofs: [half('tests/faults/sharing.pg.test.ts', 'F29 ')] },
  {
    id: 'F30',
    sentence: 'a session expires offline',
    proofs: [
      half(people, 'F30 '),
      half('tests/faults/device-person.pg.test.ts', 'F30 '),
      half('tests/faults/device-clock.pg.test.ts', 'F30 '),
    ],
  },
  { id: 'F31', sentence: 'the server restored from an older backup', proofs: [half('tests/faults/older-backup.pg.test.ts', 'F31 ')] },
  { id: 'F32', sentence: 'the same document seeded twice', proofs: [half('tests/faults/sharing.pg.test.ts', 'F32 ')] },
  { id: 'F33', sentence: 'SIGTERM with 1,000 dirty documents', proofs: [half('tests/faults/takeover.pg.test.ts', 'F33 ')] },
  { id: 'F34', sentence: 'the feed under concurrent commits and kills', proofs: [half('tests/faults/feed.pg.test.ts', 'F34 ')] },
  {
    id: 'F35',
    sentence: 'a record moved or purged under an offline edit',
    proofs: [
      half('tests/faults/sharing.pg.test.ts', 'F35 '),
      half('server/commands/move.pg.test.ts', 'an edit made offline meanwhile'),
      half('server/commands/move.pg.test.ts', 'who may not write in the new home'),
    ],
  },
  {
    id: 'F36',
    sentence: 'a command right after unprojected edits, twice',
    proofs: [half('server/projector/projector.pg.test.ts', 'F36 '), half('tests/faults/sharing.pg.test.ts', 'F36 ')],
  },
  {
    id: 'F0',
    sentence: 'all of it at once, simulated: ten thousand seeds',
    proofs: [half('tests/simulator/simulator.pg.test.ts', 'whatever fails')],
  },
  {
    id: 'A33',
    sentence: 'a crash after the person was named, then the next request',
    proofs: [half('tests/attacks/tenant.pg.test.ts', 'A33')],
  },
]
