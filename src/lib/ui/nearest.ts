/** Whether the entry at `href` is the one of the page at `path`: itself, or a page below it. */
function here(href: string, path: string): boolean {
  const target = href.split(/[?#]/)[0]!.replace(/\/$/, '') || '/'
  const at = path.replace(/\/$/, '') || '/'
  return target === '/' ? at === '/' : at === target || at.startsWith(target + '/')
}

/** The one entry to mark for the page at `path`: the longest of those it lies under. */
export function nearest(hrefs: string[], path: string): string | undefined {
  return hrefs.filter(href => here(href, path)).sort((a, b) => b.length - a.length)[0]
}
