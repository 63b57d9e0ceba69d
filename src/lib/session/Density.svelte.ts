const key = 'relais-density'

/** How tall a row is: comfortable, or compact for those who want to see more of them. */
class Density {
  compact = $state(typeof localStorage !== 'undefined' && localStorage.getItem(key) === 'compact')

  choose(compact: boolean) {
    this.compact = compact
    try {
      localStorage.setItem(key, compact ? 'compact' : 'comfortable')
    } catch {
      // A browser that refuses storage keeps the choice until the page closes.
    }
  }
  show() {
    document.documentElement.dataset['density'] = this.compact ? 'compact' : 'comfortable'
  }
}

export const density = new Density()
