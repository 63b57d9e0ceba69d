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
