/** Where the person was going when asked to sign in; never another site. */
export function onward(url: URL): string {
  const to = url.searchParams.get('vers')
  if (!to?.startsWith('/')) return '/'
  try {
    const next = new URL(to, url.origin)
    return next.origin === url.origin ? next.pathname + next.search + next.hash : '/'
  } catch {
    return '/'
  }
}
