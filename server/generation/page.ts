import {
  AlignmentType,
  BorderStyle,
  Footer,
  Paragraph,
  PageNumber,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IRunOptions,
} from 'docx'

/** The colours of a printed page: ink on paper, and one accent. */
export const ink = {
  text: '2B2623',
  quiet: '77706A',
  line: 'DDD6CF',
  wash: 'F6F2EE',
  accent: 'A8502F',
  accentWash: 'F7E9E1',
  alarm: '9C2A1B',
} as const
export const font = 'Inter'
/** An A4 page with margins of 20 mm, in twentieths of a point. */
export const width = 9638

type Said = Omit<IRunOptions, 'text' | 'children'>
export const run = (text: string, said: Said = {}) => new TextRun({ text, font, size: 20, color: ink.text, ...said })

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const
const thin = { style: BorderStyle.SINGLE, size: 4, color: ink.line } as const
const bare = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none }

export type Cell = { readonly lines: readonly Paragraph[]; readonly fill?: string; readonly span?: number }
export const cell = (runs: readonly TextRun[], more: Omit<Cell, 'lines'> & { indent?: number; right?: boolean } = {}): Cell => ({
  lines: [
    new Paragraph({ children: runs, indent: { left: more.indent ?? 0 }, alignment: more.right ? AlignmentType.RIGHT : AlignmentType.LEFT }),
  ],
  ...more,
})

/** A table of the page's width; the first row is repeated on every page when it is a header. Rows are not cut by the end of a page. */
export function table(widths: readonly number[], rows: readonly (readonly Cell[])[], { header = false, ruled = true } = {}): Table {
  const total = widths.reduce((sum, one) => sum + one, 0)
  const columns = widths.map(one => Math.round((one / total) * width))
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: columns,
    layout: TableLayoutType.FIXED,
    borders: ruled ? { ...bare, top: thin, bottom: thin, insideHorizontal: thin } : bare,
    rows: rows.map(
      (cells, i) =>
        new TableRow({
          ...(header && i === 0 ? { tableHeader: true } : {}),
          cantSplit: true,
          children: cells.map(
            ({ lines, fill, span = 1 }, j) =>
              new TableCell({
                children: [...lines],
                columnSpan: span,
                verticalAlign: VerticalAlignTable.CENTER,
                width: { size: columns[j] ?? 0, type: WidthType.DXA },
                margins: { top: 60, bottom: 60, left: 90, right: 90 },
                ...(fill ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill } } : {}),
              })
          ),
        })
    ),
  })
}

/** A bar as wide as the page, filled to a share of it. */
export function bar(percent: number): Table {
  const filled = Math.min(100, Math.max(0, Math.round(percent)))
  const part = (fill: string): Cell => ({
    lines: [new Paragraph({ children: [run(' ', { size: 8 })], spacing: { before: 0, after: 0 } })],
    fill,
  })
  const parts = [filled, 100 - filled]
    .map((share, i) => ({ share, cell: part(i ? ink.wash : ink.accent) }))
    .filter(({ share }) => share > 0)
  return table(
    parts.map(({ share }) => share),
    [parts.map(part => part.cell)],
    { ruled: false }
  )
}

export const gap = (after = 120) => new Paragraph({ children: [], spacing: { before: 0, after } })

/** What stands at the bottom of every page: what this is, and which page of how many. */
export const footer = (left: string, page: string, of: string) =>
  new Footer({
    children: [
      new Paragraph({
        border: { top: { ...thin, space: 6 } },
        tabStops: [{ type: 'right', position: width }],
        children: [
          run(left, { size: 16, color: ink.quiet }),
          new TextRun({
            children: [`\t${page} `, PageNumber.CURRENT, ` ${of} `, PageNumber.TOTAL_PAGES],
            font,
            size: 16,
            color: ink.quiet,
          }),
        ],
      }),
    ],
  })

/** Where Inter is not installed, Calibri takes its place. */
export const fontTable = [
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
  '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">',
  `<w:font w:name="${font}"><w:altName w:val="Calibri"/><w:panose1 w:val="020F0502020204030204"/>`,
  '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>',
].join('')
