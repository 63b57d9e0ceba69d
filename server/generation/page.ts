import {
  AlignmentType,
  BorderStyle,
  Footer,
  Header,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
  type IStylesOptions,
} from 'docx'

/** The colours of a printed page: warm inks on paper, and one accent. */
export const ink = {
  ...{ text: '251D19', quiet: '625953', line: 'DFDAD6', wash: 'F6F2EE', paper: 'FFFFFF', good: '206133' },
  ...{ accent: 'AB4721', accentWash: 'F7E9E1', alarm: '972527', alarmWash: 'FEEBEB', warn: '724D0B', warnWash: 'FBF1DC' },
} as const
/** Word has it, and LibreOffice its metric twin. */
export const font = 'Calibri'
/** An A4 page with margins of 20 mm, in twentieths of a point. */
export const width = 9638
const margin = 1134
export const page = {
  size: { width: 11906, height: 16838 },
  margin: { top: margin, right: margin, bottom: 1400, left: margin, footer: 680 },
}

type Said = Omit<IRunOptions, 'text' | 'children'>
export const run = (text: string, said: Said = {}) => new TextRun({ text, size: 20, ...said })

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const
const thin = { style: BorderStyle.SINGLE, size: 4, color: ink.line } as const
const bare = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none }

/** Headings are real ones, for the outline and for who listens to the page; every word is said to be in its language. */
export const styles = (language: string): IStylesOptions => ({
  default: {
    document: {
      run: { font, size: 21, color: ink.text, language: { value: language } },
      paragraph: { spacing: { after: 60, line: 259, lineRule: 'auto' } },
    },
    title: {
      run: { size: 48, bold: true, color: ink.text },
      paragraph: { spacing: { before: 0, after: 20, line: 240, lineRule: 'auto' } },
    },
    heading1: { run: { size: 26, bold: true, color: ink.accent }, paragraph: { spacing: { before: 320, after: 120 }, keepNext: true } },
  },
})

export type Cell = { readonly lines: readonly Paragraph[]; readonly fill?: string; readonly bar?: string }
const tight = { spacing: { before: 0, after: 0 } } as const
export const line = (runs: readonly TextRun[], more: IParagraphOptions = {}) => new Paragraph({ ...tight, ...more, children: runs })
export const cell = (runs: readonly TextRun[], { right = false, ...more }: Omit<Cell, 'lines'> & { right?: boolean } = {}): Cell => ({
  lines: [line(runs, { alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT })],
  ...more,
})

type Look = {
  readonly header?: boolean
  readonly ruled?: boolean
  readonly zebra?: boolean
  readonly apart?: boolean
  readonly room?: number
}
/** A table of the page's width; the first row is repeated on every page when it is a header. Rows are not cut by the end of a page. */
export function table(widths: readonly number[], rows: readonly (readonly Cell[])[], look: Look = {}): Table {
  const { header = false, ruled = true, zebra = false, apart = false, room = 60 } = look
  const total = widths.reduce((sum, one) => sum + one, 0)
  const columns = widths.map(one => Math.round((one / total) * width))
  const between = apart ? { insideVertical: { style: BorderStyle.SINGLE, size: 36, color: ink.paper } } : {}
  const made = (row: readonly Cell[], i: number) =>
    row.map(({ lines, fill = zebra && i % 2 === 0 ? ink.wash : undefined, bar }, j) => {
      const edge = bar ? { borders: { ...bare, left: { style: BorderStyle.SINGLE, size: 36, color: bar } } } : {}
      const shade = fill ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill } } : {}
      const measures = {
        width: { size: columns[j] ?? 0, type: WidthType.DXA },
        margins: { top: room, bottom: room, left: 100, right: 100 },
      }
      return new TableCell({ children: [...lines], verticalAlign: VerticalAlignTable.CENTER, ...measures, ...edge, ...shade })
    })
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: columns,
    layout: TableLayoutType.FIXED,
    borders: { ...bare, ...(ruled ? { top: thin, bottom: thin, insideHorizontal: thin } : {}), ...between },
    rows: rows.map(
      (row, i) => new TableRow({ ...(header && i === 0 ? { tableHeader: true } : {}), cantSplit: true, children: made(row, i) })
    ),
  })
}

/** A bar as wide as the page, filled to a share of it. */
export function bar(percent: number): Table {
  const filled = Math.min(100, Math.max(0, Math.round(percent)))
  const parts = [
    { share: filled, fill: ink.accent },
    { share: 100 - filled, fill: ink.accentWash },
  ].filter(({ share }) => share > 0)
  const flat = { spacing: { before: 0, after: 0, line: 140, lineRule: 'exact' as const } }
  return table(
    parts.map(({ share }) => share),
    [parts.map(({ fill }) => ({ lines: [line([], flat)], fill }))],
    { ruled: false, room: 0 }
  )
}

/** Two tables that touch would be one for Word. */
export const gap = (height = 160) => line([], { spacing: { before: 0, after: 0, line: height, lineRule: 'exact' } })

const small = { size: 16, color: ink.quiet }
/** What stands at the bottom of every page: what this is, and which page of how many. */
export const footer = (left: string, words: { page: string; pageOf: string }) =>
  new Footer({
    children: [
      new Paragraph({
        border: { top: { ...thin, space: 6 } },
        tabStops: [{ type: 'right', position: width }],
        children: [
          run(left, small),
          new TextRun({ ...small, children: [`\t${words.page} `, PageNumber.CURRENT, ` ${words.pageOf} `, PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  })
/** What stands at the top of the pages that follow the first. */
export const header = (text: string) => new Header({ children: [line([run(text, small)], { alignment: AlignmentType.RIGHT })] })
