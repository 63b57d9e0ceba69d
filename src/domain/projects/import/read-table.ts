import { refuse, type Refusal } from '#kernel/command/command.ts'

export type Line = { readonly line: number; readonly cells: readonly string[] }
/** A file of rows and columns; `line` is where the row begins in the file, so that a person finds it. */
export type Table = { readonly delimiter: string; readonly header: readonly string[]; readonly lines: readonly Line[] }

const delimiters = [',', ';', '\t', '|']
/** Rows of one file: what a plan document holds, with room for dependencies. */
const most = 10_000

/** Text separated by commas, semicolons, tabs or bars, as spreadsheets save it; or why it cannot be read, and what to do. */
export function readTable(input: string | Uint8Array): Table | Refusal {
  if (typeof input !== 'string' && isWorkbook(input))
    return refuse(
      'workbook',
      'C’est un classeur de tableur : enregistrez la feuille au format CSV, puis importez ce fichier.',
      'This is a spreadsheet workbook: save the sheet as CSV, then import that file.'
    )
  const text = (typeof input === 'string' ? input : decode(input)).replace(/^\uFEFF/, '')
  if (!text.trim()) return refuse('empty', 'Ce fichier est vide.', 'This file is empty.')
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x08\x0E-\x1F]/.test(text.slice(0, 5000)))
    return refuse('binary', 'Ce fichier n’est pas un tableau : importez un fichier CSV.', 'This file is not a table: import a CSV file.')
  const delimiter = bestDelimiter(text)
  const { records, unclosed } = split(text, delimiter)
  if (unclosed !== null)
    return refuse(
      'unclosed',
      `Ligne ${unclosed} : un guillemet s’ouvre et ne se ferme pas. Corrigez cette ligne, puis importez à nouveau.`,
      `Line ${unclosed}: a quotation mark opens and never closes. Correct this line, then import again.`
    )
  const found = records.filter(({ cells }) => cells.some(cell => cell !== ''))
  const [header, ...lines] = found
  if (!header || header.cells.length < 2)
    return refuse(
      'oneColumn',
      'Une seule colonne a été trouvée : il faut au moins un titre et une autre colonne, séparés par des virgules ou des points-virgules.',
      'Only one column was found: a title and another column are needed, separated by commas or semicolons.'
    )
  if (!lines.length)
    return refuse(
      'noRows',
      'Ce fichier n’a que sa ligne de titres : il n’y a rien à importer.',
      'This file has only its header: there is nothing to import.'
    )
  if (lines.length > most)
    return refuse(
      'tooMany',
      `Ce fichier a ${lines.length} lignes : divisez-le, ${most} au plus.`,
      `This file has ${lines.length} rows: split it, ${most} at most.`
    )
  return { delimiter, header: header.cells, lines }
}

/** zip (xlsx, ods) or the older compound file (xls). */
const isWorkbook = (bytes: Uint8Array) =>
  [
    [0x50, 0x4b, 3, 4],
    [0xd0, 0xcf, 0x11, 0xe0],
  ].some(magic => magic.every((byte, i) => bytes[i] === byte))

/** UTF-8 or UTF-16 by its mark, else UTF-8 if it is, else what Windows spreadsheets write. */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The one that gives the most columns on the most of the first rows. */
function bestDelimiter(text: string): string {
  const score = (delimiter: string) => {
    const { records } = split(text, delimiter, 20)
    const columns = records[0]?.cells.length ?? 0
    return (columns - 1) * records.filter(({ cells }) => cells.length === columns).length
  }
  return delimiters.map(delimiter => ({ delimiter, score: score(delimiter) })).reduce((best, one) => (one.score > best.score ? one : best))
    .delimiter
}

/** RFC 4180, forgiving: any line ending, a quote inside an unquoted cell is a quote. */
function split(text: string, delimiter: string, limit = Infinity): { records: Line[]; unclosed: number | null } {
  const records: Line[] = []
  let cells: string[] = []
  let cell = ''
  let line = 1
  let begun = 1
  let opened: number | null = null
  const endCell = () => {
    cells.push(cell.normalize('NFC').trim())
    cell = ''
  }
  for (let i = 0; i < text.length && records.length < limit; i++) {
    const char = text[i] as string
    if (opened !== null) {
      if (char === '"' && text[i + 1] === '"') cell += text[++i]
      else if (char === '"') opened = null
      else cell += char
      if (char === '\n') line++
    } else if (char === '"' && cell.trim() === '') {
      opened = line
      cell = ''
    } else if (char === delimiter) endCell()
    else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++
      endCell()
      records.push({ line: begun, cells })
      cells = []
      begun = ++line
    } else cell += char
  }
  if (records.length < limit && (cell !== '' || cells.length)) {
    endCell()
    records.push({ line: begun, cells })
  }
  return { records, unclosed: opened }
}
