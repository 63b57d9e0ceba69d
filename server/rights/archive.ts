import { said, type Cell, type Language, type Section } from './section.ts'
import { zip, type Entry } from './zip.ts'

type How = { readonly language: Language; readonly zone: string; readonly at: Date; readonly who: string }
/** The page shows the latest of what is long; the file for programs holds all of it. */
const most = 2_000

/** One archive: a page to read, the same for programs, and their pictures. */
export function archive(sections: readonly Section[], pictures: readonly Entry[], how: How): Promise<Buffer> {
  const say = (fr: string, en: string) => said([fr, en], how.language)
  const data = {
    about: say('Tout ce que Relais sait de vous', 'All that Relais knows of you'),
    made: how.at,
    ...Object.fromEntries(sections.map(({ name, title, note, columns, rows }) => [name, { title, note, columns, rows }])),
  }
  return zip(
    [
      { name: say('mes-donnees.html', 'my-data.html'), bytes: Buffer.from(page(sections, how)) },
      { name: say('mes-donnees.json', 'my-data.json'), bytes: Buffer.from(`${JSON.stringify(data, null, 1)}\n`) },
      ...pictures,
    ],
    how.at
  )
}

/** It carries no script and fetches nothing: what others wrote in it stays words. */
function page(sections: readonly Section[], { language, zone, at, who }: How): string {
  const say = (fr: string, en: string) => said([fr, en], language)
  const instants = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: zone })
  const shown = (cell: Cell | undefined): string => {
    if (cell === null || cell === undefined || cell === '') return '<span class="none">—</span>'
    if (cell instanceof Date) return instants.format(cell)
    if (typeof cell === 'boolean') return cell ? say('oui', 'yes') : say('non', 'no')
    return escaped(String(cell))
  }
  const tables = sections.map(({ name, title, note, columns, rows }) => {
    const shownRows = rows.slice(0, most)
    const more =
      rows.length > most
        ? `<p>${say(`Les ${most} premières lignes ; toutes sont dans le fichier .json.`, `The first ${most} lines; all are in the .json file.`)}</p>`
        : ''
    // What was never said takes no room on the page.
    const used = Object.entries(columns).filter(([key]) => rows.some(row => row[key] !== null && row[key] !== ''))
    const head = used.map(([, label]) => `<th scope="col">${escaped(label)}</th>`)
    const body = shownRows.map(row => `<tr>${used.map(([key]) => `<td>${shown(row[key])}</td>`).join('')}</tr>`)
    const table = rows.length
      ? `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${more}`
      : `<p class="none">${say('Rien.', 'Nothing.')}</p>`
    return `<section id="${name}"><h2>${escaped(title)} <small>${rows.length.toLocaleString(language)}</small></h2><p>${escaped(note)}</p>${table}</section>`
  })
  const contents = sections.map(({ name, title }) => `<li><a href="#${name}">${escaped(title)}</a></li>`)
  const heading = say('Mes données dans Relais', 'My data in Relais')
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${heading}</title><style>${style}</style></head><body>
<h1>${heading}</h1>
<p>${escaped(who)} · ${instants.format(at)}</p>
<p>${say(
    'Cette archive contient ce que Relais sait de vous, sans aucun secret. Le fichier .json contient la même chose, pour un programme.',
    'This archive holds what Relais knows of you, without any secret. The .json file holds the same, for a program.'
  )}</p>
<nav><ul>${contents.join('')}</ul></nav>
${tables.join('\n')}
</body></html>
`
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1c1b22}
h1{margin-bottom:0}h2{margin:2.5rem 0 0;font-size:1.15rem}h2 small{font-weight:400}small,.none,p,th{color:#5d5b66}
nav ul{columns:2;padding-left:1.2rem}.wide{overflow-x:auto}table{border-collapse:collapse;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #e4e2ea;min-width:6rem;max-width:28rem}
td{overflow-wrap:break-word}th{font-weight:600}`
