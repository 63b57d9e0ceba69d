import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefusal } from '#kernel/command/command.ts'
import { decode, readTable, type Table } from './read-table.ts'

const read = (input: string | Uint8Array): Table => {
  const table = readTable(input)
  if (isRefusal(table)) throw new Error(table.refused)
  return table
}
const refused = (input: string | Uint8Array) => {
  const table = readTable(input)
  return isRefusal(table) ? table.refused : null
}

describe('a table', () => {
  it.each([',', ';', '\t', '|'])('is cut at %j by looking at its rows', delimiter => {
    const title = delimiter === ',' ? 'Titre; début' : 'Titre, début'
    const table = read([title, 'Fin'].join(delimiter) + `\nÀ faire${delimiter}2026-01-02\n`.repeat(3))
    expect(table.delimiter).toBe(delimiter)
    expect(table.header).toEqual([title, 'Fin'])
  })
  it('knows the line of each row, past quotes that hold line ends, and skips empty rows', () => {
    const table = read('\uFEFFa,b\r\n"one\ntwo, ""three""",x\r\n\r\n , \ny,z')
    expect(table.lines).toEqual([
      { line: 2, cells: ['one\ntwo, "three"', 'x'] },
      { line: 6, cells: ['y', 'z'] },
    ])
  })
  it('reads what Windows and Mac spreadsheets write', () => {
    expect(decode(Uint8Array.of(0x45, 0x74, 0x61, 0x70, 0xe9))).toBe('Etapé')
    const wide = new Uint8Array([0xff, 0xfe, ...[...'t;é\na;b'].flatMap(char => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8])])
    expect(read(wide)).toMatchObject({ delimiter: ';', header: ['t', 'é'] })
    expect(read('a,b\rc,d\re,f').lines.map(({ line }) => line)).toEqual([2, 3])
    expect(read('e\u0301tat,b\nx,y').header[0]).toBe('état')
  })
  it('keeps a quote that stands inside a cell', () => {
    expect(read('a,b\n5" pipe,x').lines[0]?.cells).toEqual(['5" pipe', 'x'])
  })
  it('says what a file is that is no table', () => {
    expect(refused('')).toBe('empty')
    expect(refused(' \n ')).toBe('empty')
    expect(refused(Uint8Array.of(0x50, 0x4b, 3, 4, 20))).toBe('workbook')
    expect(refused(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe('workbook')
    expect(refused('a,b\n\0\x01')).toBe('binary')
    expect(refused('un texte\nsans colonnes')).toBe('oneColumn')
    expect(refused('a,b\n')).toBe('noRows')
    expect(refused('a,b\nx,"never closed\ny,z')).toBe('unclosed')
    expect(refused('a,b\n' + 'x,y\n'.repeat(10_001))).toBe('tooMany')
  })
  it('gives back any cells that were quoted', () => {
    const cell = fc.string({ maxLength: 12 }).map(text =>
      text
        .replace(/[\p{Cc}\uFEFF]/gu, '')
        .trim()
        .normalize('NFC')
    )
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }).map(String), cell), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(rows, found => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const table = read(['n,t', ...found.map(([n, t]) => `${n},${quoted(t)}`)].join('\n'))
        expect(table.lines.map(({ cells }) => cells)).toEqual(found)
      })
    )
  })
})
