import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import type { SheetContent, SheetLine } from '#domain/projects/sheet-content.ts'
import { bar, cell, font, fontTable, footer, gap, ink, run, table, type Cell } from './page.ts'

/** A phase's sheet as a Word file. */
export async function phaseSheet(content: SheetContent): Promise<Uint8Array> {
  const { words } = content
  const document = new Document({
    title: `${content.heading} — ${content.title}`,
    creator: content.workspace,
    description: content.made,
    styles: {
      default: {
        document: { run: { font, size: 20, color: ink.text, language: { value: content.language === 'fr' ? 'fr-FR' : 'en-GB' } } },
        title: { run: { font, size: 40, bold: true, color: ink.text }, paragraph: { spacing: { before: 40, after: 40 } } },
        heading1: {
          run: { font, size: 26, bold: true, color: ink.accent },
          paragraph: { spacing: { before: 320, after: 120 }, keepNext: true },
        },
      },
    },
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } } },
        footers: { default: footer([content.project, content.title].join(' · '), words.page, words.pageOf) },
        children: [...head(content), ...body(content)],
      },
    ],
  })
  return new Uint8Array(await Packer.toArrayBuffer(document, undefined, [{ path: 'word/fontTable.xml', data: fontTable }]))
}

function head({ workspace, heading, title, made, meta, goal, words, progress, progressLabel, figures }: SheetContent) {
  const pairs = Array.from({ length: Math.ceil(meta.length / 2) }, (_, i) => meta.slice(2 * i, 2 * i + 2))
  const entry = (pair: (typeof meta)[number] | undefined): Cell[] =>
    pair ? [cell([run(pair.label, { size: 17, color: ink.quiet })]), cell([run(pair.value, { size: 19 })])] : [cell([]), cell([])]
  return [
    new Paragraph({
      children: [
        run([workspace, heading].filter(Boolean).join(' · ').toLocaleUpperCase(), {
          size: 16,
          bold: true,
          color: ink.accent,
          characterSpacing: 20,
        }),
      ],
    }),
    new Paragraph({ heading: HeadingLevel.TITLE, children: [run(title, { size: 40, bold: true })] }),
    new Paragraph({ spacing: { after: 200 }, children: [run(made, { size: 17, color: ink.quiet })] }),
    table(
      [15, 35, 15, 35],
      pairs.map(([left, right]) => [...entry(left), ...entry(right)])
    ),
    ...(goal ? [section(words.goal), ...paragraphs(goal)] : []),
    section(`${words.progress}${words.colon} ${progressLabel}`),
    bar(progress),
    gap(),
    table(
      figures.map(() => 1),
      [
        figures.map(({ label, value, alarming }): Cell => ({
          lines: [
            new Paragraph({ children: [run(value, { size: 30, bold: true, color: alarming ? ink.alarm : ink.text })] }),
            new Paragraph({ children: [run(label, { size: 17, color: ink.quiet })] }),
          ],
          fill: alarming ? ink.accentWash : ink.wash,
        })),
      ],
      { ruled: false }
    ),
  ]
}

function body({ tasks, columns, late, documents, words }: SheetContent) {
  const header = columns.map((title, i) =>
    cell([run(title, { size: 17, bold: true, color: ink.accent })], { fill: ink.accentWash, right: i === columns.length - 1 })
  )
  return [
    section(words.tasksTitle),
    ...(tasks.length
      ? [table([38, 18, 15, 13, 16], [header, ...tasks.map(line => row(line, words))], { header: true })]
      : [new Paragraph({ children: [run(words.noTasks, { italics: true, color: ink.quiet })] })]),
    ...(late.length ? [section(words.lateTitle), ...late.map(({ title, said }) => item(title, said, ink.alarm))] : []),
    ...(documents.length ? [section(words.documentsTitle), ...documents.map(({ title, excerpt }) => item(title, excerpt, ink.quiet))] : []),
  ]
}

function row(line: SheetLine, words: SheetContent['words']): Cell[] {
  const heading = line.kind === 'step'
  const marks = [line.kind === 'milestone' ? words.milestone : '', line.remark].filter(Boolean).join(' · ')
  const note = (label: string, text: string) =>
    text
      ? [new Paragraph({ indent, children: [run(`${label} `, { size: 16, color: ink.quiet }), run(text, { size: 16, color: ink.quiet })] })]
      : []
  const indent = { left: Math.min(line.depth, 6) * 220 }
  const name: Cell = {
    lines: [
      new Paragraph({
        indent,
        children: [
          run(line.kind === 'milestone' ? `◆ ${line.title}` : line.title, { size: 19, bold: heading }),
          ...(marks ? [run(`  ${marks}`, { size: 16, color: line.remark ? ink.alarm : ink.accent })] : []),
        ],
      }),
      ...note(words.deliverables, line.deliverables),
      ...note(words.waitsFor, line.waitsFor),
    ],
  }
  const plain = { size: 18, bold: heading }
  const due = line.late
    ? [run(line.due, { ...plain, bold: true, color: ink.alarm }), run(` ${words.lateMark}`, { size: 16, color: ink.alarm })]
    : [run(line.due, plain)]
  return [
    name,
    cell([run(line.responsible, plain)]),
    cell(due),
    cell([run(line.status, { ...plain, color: line.done ? ink.quiet : ink.text })]),
    cell([run(line.progress, plain)], { right: true }),
  ]
}

const section = (title: string) =>
  new Paragraph({ heading: HeadingLevel.HEADING_1, children: [run(title, { size: 26, bold: true, color: ink.accent })] })
const paragraphs = (text: string) =>
  text
    .split('\n')
    .filter(line => line.trim())
    .map(line => new Paragraph({ spacing: { after: 80 }, children: [run(line)] }))
const item = (title: string, said: string, color: string) =>
  new Paragraph({
    spacing: { after: 80 },
    keepLines: true,
    children: [run(title, { bold: true }), ...(said ? [run(` — ${said}`, { color })] : [])],
  })
