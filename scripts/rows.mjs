// docs/rows.md: which requirement rows a passing test bears in its title.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

/** @param {string[]} titles of the tests that passed */
export function table(titles) {
  /** @type {Map<string, string[]>} */
  const rows = new Map()
  for (const title of titles)
    for (const [id] of title.matchAll(/\b(?:PLT|MKT|CMP|MED|IMM|CRM)-\d{2}\b/g))
      rows.set(id, [...(rows.get(id) ?? []), title.replaceAll('|', '\\|')])
  const lines = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, tests]) => `| ${id} | ${[...new Set(tests)].join('<br>')} |`)
  return `# Requirement rows and the tests that passed for them\n\nWritten by \`npm run rows\`; not edited by hand.\n\n| row | tests |\n| --- | --- |\n${lines.join('\n')}\n`
}

/** @param {string[]} titles */
export const writeRows = titles => writeFileSync(join(root, 'docs/rows.md'), table(titles))
