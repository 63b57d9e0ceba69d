export type Settings = {
  /** How many times each figure is measured; the middle one is printed. */
  readonly runs: number
  /** How many times the server is killed for P13. */
  readonly kills: number
  /** Sizes a tenth of what the goals speak of, to try a change of the bench itself. */
  readonly small: boolean
}
