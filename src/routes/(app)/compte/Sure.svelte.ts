import { m } from '$lib/paraglide/messages.js'
import type { Outcome } from '$lib/store/device.ts'

const unreachable = {
  code: 'unreachable',
  label: { fr: m.setup_unreachable({}, { locale: 'fr' }), en: m.setup_unreachable({}, { locale: 'en' }) },
}

/** What protects an account asks for the password again when it was not given lately; then what was wished is done. */
export class Sure {
  open = $state(false)
  #settle: ((sure: boolean) => void) | null = null

  /** Nothing when the person gave up. */
  async run<T>(action: () => Promise<Outcome<T>>): Promise<Outcome<T> | undefined> {
    const asked = () => action().catch((): Outcome<T> => ({ refused: unreachable }))
    const outcome = await asked()
    if (outcome.refused?.code !== 'again') return outcome
    this.open = true
    const sure = await new Promise<boolean>(settle => (this.#settle = settle))
    return sure ? asked() : undefined
  }
  settle(sure: boolean): void {
    this.open = false
    this.#settle?.(sure)
    this.#settle = null
  }
}
