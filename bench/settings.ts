export type Settings = {
  /** How many times each figure is measured; the middle one is printed. */
  readonly runs: number
  /** How many times the server is killed for P13. */
  readonly kills: number
}
