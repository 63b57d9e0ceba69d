const most = 6

/** The projects looked at last on this device, the latest first: kept for each workspace and person. */
export class Recent {
  readonly #key: string
  ids = $state.raw<readonly string[]>([])

  constructor(workspace: string, person: string) {
    this.#key = `relais-recent:${workspace}:${person}`
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]')
      if (Array.isArray(kept)) this.ids = kept.filter(id => typeof id === 'string').slice(0, most)
    } catch {
      // What was kept cannot be read: it begins anew.
    }
  }

  saw(id: string): void {
    if (this.ids[0] === id) return
    this.ids = [id, ...this.ids.filter(other => other !== id)].slice(0, most)
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.ids))
    } catch {
      // A browser that refuses storage remembers until the page closes.
    }
  }
}
