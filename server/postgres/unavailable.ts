/** Why the database cannot be used here, worded for the person who started Relais: what to do is in the sentence. */
export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly label: { fr: string; en: string }

  constructor(fr: string, en: string) {
    super(`${fr}\n${en}`)
    this.label = { fr, en }
  }
}
