const safe = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const email = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]{2,}$/
const phone = /^\+?[\d\s().-]{6,}$/
const site = /^(?:localhost|(?:\d{1,3}\.){3}\d{1,3}|(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,})(?::\d{1,5})?(?:[/?#]|$)/u

/**
 * The address a link may carry, completed as people write it: « exemple.sn », « awa@exemple.sn », « +221 33 800 00 00 ».
 * Null for anything a browser could run or read from the machine: only http, https, mailto and tel ever pass.
 */
export function safeHref(written: string): string | null {
  const address = written.trim()
  if (!address || address.length > 2000 || [...address].some(letter => letter < ' ' || letter === '\u007f')) return null
  if (email.test(address)) return `mailto:${address}`
  if (phone.test(address) && !/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return `tel:${address.replace(/[^\d+]/g, '')}`
  const whole = site.test(address) ? `${address.startsWith('localhost') ? 'http' : 'https'}://${address}` : address
  if (!URL.canParse(whole)) return null
  const { protocol, host } = new URL(whole)
  const named = protocol === 'mailto:' || protocol === 'tel:' || host
  return safe.has(protocol) && named ? whole : null
}

/** What a link already written may keep: its own address, never completed. */
export function keptHref(href: unknown): string | null {
  return typeof href === 'string' && URL.canParse(href) ? safeHref(href) : null
}
