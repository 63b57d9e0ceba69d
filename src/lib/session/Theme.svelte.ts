import { MediaQuery } from 'svelte/reactivity'

export type ThemeChoice = 'light' | 'dark' | 'system'

const key = 'relais-theme'

function remembered(): ThemeChoice {
  try {
    const value = localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

/** Light, dark or as the system says. The first paint is decided by the script in app.html; this keeps it true afterwards. */
class Theme {
  choice = $state<ThemeChoice>(typeof window === 'undefined' ? 'system' : remembered())
  #systemDark = new MediaQuery('(prefers-color-scheme: dark)', false)

  get current(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice
    return this.#systemDark.current ? 'dark' : 'light'
  }

  choose(choice: ThemeChoice) {
    this.choice = choice
    try {
      if (choice === 'system') localStorage.removeItem(key)
      else localStorage.setItem(key, choice)
    } catch {
      // A browser that refuses storage keeps the choice until the page closes.
    }
  }

  show() {
    void this.current
    if (this.choice === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = this.choice
    // The bars of an installed application follow the choice too, with the frame: the page is not styled once more for them.
    requestAnimationFrame(() => {
      const bar = getComputedStyle(document.documentElement).backgroundColor
      for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', bar)
    })
  }
}

export const theme = new Theme()
