/** Every limit of the core, in one place: the same numbers refuse on the device, on the socket and in the database. */
export const limits = {
  /** Characters in a `text` field unless its declaration says otherwise. */
  text: 200,
  /** Characters in a `note`. */
  note: 10_000,
  /** Elements of a `refs` field. */
  refs: 100,
  /** Largest absolute value of a number: exact in a double and in a Postgres bigint. */
  number: Number.MAX_SAFE_INTEGER,
  /** Records in one plan document. */
  records: 12_000,
  /** Bytes of one update on the wire; a device splits what is larger. */
  update: 4 * 1024 * 1024,
  /** Bytes of one document's state. */
  document: 64 * 1024 * 1024,
  /** Bytes of a document's name. */
  name: 160,
  /** Documents that one connection may hold open. */
  documents: 5_000,
  /** Updates of one connection that wait for the log; beyond them it is not read any further until half are taken. */
  waiting: 200,
  /** Writers (Yjs clients) that one update may speak for: each looks for its place among the others. */
  writers: 3_000,
  /** Structs and deletions that one update may carry: beyond it the update is an attack or an import that should be a command. */
  structs: 200_000,
} as const
