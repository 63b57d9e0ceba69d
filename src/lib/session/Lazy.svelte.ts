/** A part of the application that is fetched once the first screen is painted, or when it is first asked for. */
export class Lazy<Part> {
  current = $state.raw<Part | null>(null)
  readonly #import: () => Promise<Part>
  #coming: Promise<void> | null = null

  constructor(load: () => Promise<Part>) {
    this.#import = load
  }
  /** Once; after a failure it may be asked for again. */
  fetch(): Promise<void> {
    this.#coming ??= this.#import().then(
      part => void (this.current = part),
      (fault: unknown) => {
        this.#coming = null
        throw fault
      }
    )
    return this.#coming
  }
}
