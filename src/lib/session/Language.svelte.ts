import { baseLocale, getLocale, type Locale, localStorageKey, overwriteGetLocale } from '$lib/paraglide/runtime.js'

/** The language of the screen. Changing it repaints every message at once, without a reload. */
class Language {
  current = $state<Locale>(baseLocale)

  constructor() {
    if (typeof window === 'undefined') return
    this.current = getLocale()
    // Messages ask for the locale while they render: from here on they read this rune, so they follow it.
    overwriteGetLocale(() => this.current)
  }

  choose(locale: Locale) {
    this.current = locale
    try {
      localStorage.setItem(localStorageKey, locale)
    } catch {
      // A browser that refuses storage keeps the choice until the page closes.
    }
  }

  /** Tells assistive technology and the hyphenation which language the page is in. */
  show() {
    document.documentElement.lang = this.current
  }
}

export const language = new Language()
