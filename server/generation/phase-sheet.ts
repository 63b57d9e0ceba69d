import { BorderStyle, Document, HeadingLevel, Packer, Paragraph, type Table } from 'docx'
import type { SheetContent, SheetLine } from '#domain/projects/sheet-content.ts'
import { bar, cell, footer, gap, header, ink, line, page, run, styles, table, type Cell } from './page.ts'
import { printable } from './printable.ts'
import { properties } from './properties.ts'

/** A phase's sheet as a Word file. */
export async function phaseSheet(given: SheetContent): Promise<Uint8Array> {
  const content = printable(given)
  const { heading, title, project, workspace, words } = content
  const language = content.language === 'fr' ? 'fr-FR' : 'en-GB'
  const foot = footer([workspace, heading, `v${content.version}`].filter(Boolean).join(' · '), words)
  const document = new Document({
    styles: styles(language),
    sections: [
      {
        properties: { titlePage: true, page },
        headers: { first: header(''), default: header(`${project} · ${title}`) },
        footers: { first: foot, default: foot },
        children: [...head(content), ...callouts(content), ...body(content)],
      },
    ],
  })
  const author = content.author || workspace
  const said = properties({ title: `${heading} — ${title}`, subject: project, author, about: content.made, language, at: new Date() })
  return new Uint8Array(await Packer.toArrayBuffer(document, undefined, [said]))
}

function head({ workspace, heading, title, project, made, meta, words, progress, progressLabel, figures }: SheetContent) {
  const along = {
    border: { left: { style: BorderStyle.SINGLE, size: 36, color: ink.accent, space: 12 } },
    indent: { left: 260 },
  }
  const capitals = { size: 17, bold: true, color: ink.accent, characterSpacing: 20 }
  const pairs = Array.from({ length: Math.ceil(meta.length / 2) }, (_, i) => meta.slice(2 * i, 2 * i + 2))
  const entry = (pair: (typeof meta)[number] | undefined): Cell[] =>
    pair ? [cell([run(pair.label, { size: 18, color: ink.quiet })]), cell([run(pair.value, { size: 20 })])] : [cell([]), cell([])]
  const figure = ({ label, value, alarming }: SheetContent['figures'][number]): Cell => ({
    lines: [
      line([run(value, { size: 34, bold: true, color: alarming ? ink.alarm : ink.text })]),
      line([run(label, { size: 18, color: alarming ? ink.alarm : ink.quiet })]),
    ],
    fill: alarming ? ink.alarmWash : ink.wash,
  })
  return [
    line([run([workspace, heading].filter(Boolean).join(' · ').toLocaleUpperCase(), capitals)], along),
    new Paragraph({ ...along, heading: HeadingLevel.TITLE, children: [run(title, { size: 48 })] }),
    line([run(project, { size: 24 })], along),
    line([run(made, { size: 18, color: ink.quiet })], along),
    gap(220),
    table(
      [15, 35, 15, 35],
      pairs.map(([left, right]) => [...entry(left), ...entry(right)])
    ),
    section(`${words.progress}${words.colon} ${progressLabel}`),
    bar(progress),
    gap(),
    table(
      figures.map(() => 1),
      [figures.map(figure)],
      { ruled: false, apart: true, room: 90 }
    ),
  ]
}

/** What must not be missed, before the rest. */
function callouts({ late, blocked, words }: SheetContent) {
  return [...callout(words.lateTitle, late, ink.alarm, ink.alarmWash), ...callout(words.blockedTitle, blocked, ink.warn, ink.warnWash)]
}
function callout(title: string, items: SheetContent['late'], color: string, fill: string): (Paragraph | Table)[] {
  if (!items.length) return []
  const lines = items.map(({ title, said }) =>
    line([run(title, { bold: true }), ...(said ? [run(` — ${said}`)] : [])], { spacing: { before: 40, after: 0 } })
  )
  const box: Cell = { lines: [line([run(title, { bold: true, color })]), ...lines], fill, bar: color }
  return [gap(), table([1], [[box]], { ruled: false, room: 110 })]
}

function body({ tasks, columns, goal, documents, words }: SheetContent) {
  const header = columns.map((title, i) =>
    cell([run(title, { size: 18, bold: true, color: ink.paper })], { fill: ink.accent, right: i === columns.length - 1 })
  )
  return [
    ...(goal ? [section(words.goal), ...paragraphs(goal)] : []),
    section(words.tasksTitle),
    ...(tasks.length
      ? [table([39, 20, 16, 12, 13], [header, ...tasks.map(task => row(task, words))], { header: true, zebra: true })]
      : [new Paragraph({ children: [run(words.noTasks, { italics: true, color: ink.quiet })] })]),
    ...(documents.length ? [section(words.documentsTitle), ...documents.flatMap(item)] : []),
  ]
}

function row(task: SheetLine, words: SheetContent['words']): Cell[] {
  const small = { size: 17, color: ink.quiet }
  const indent = { left: Math.min(task.depth, 6) * 220 }
  const note = (label: string, text: string) => (text ? [line([run(`${label} ${text}`, small)], { indent })] : [])
  const milestone = task.kind === 'milestone'
  const title = [
    run(milestone ? `◆ ${task.title}` : task.title, { bold: task.kind === 'step' }),
    ...(milestone ? [run(`  ${words.milestone}`, { size: 17, color: ink.accent })] : []),
    ...(task.remark ? [run(`  ${task.remark}`, { size: 17, bold: true, color: ink.warn })] : []),
  ]
  const plain = { size: 19, bold: task.kind === 'step' }
  const due = task.late
    ? [run(task.due, { ...plain, bold: true, color: ink.alarm }), run(` ${words.lateMark}`, { size: 17, color: ink.alarm })]
    : [run(task.due, plain)]
  return [
    { lines: [line(title, { indent }), ...note(words.deliverables, task.deliverables), ...note(words.waitsFor, task.waitsFor)] },
    cell([run(task.responsible, plain)]),
    { lines: [line(due), ...(task.start ? [line([run(`${words.start} ${task.start}`, small)])] : [])] },
    cell([run(task.status, { ...plain, color: task.done ? ink.good : ink.text })]),
    cell([run(task.progress, plain)], { right: true }),
  ]
}

const section = (title: string) => new Paragraph({ heading: HeadingLevel.HEADING_1, children: [run(title, { size: 26 })] })
const paragraphs = (text: string) =>
  text
    .split('\n')
    .filter(said => said.trim())
    .map(said => new Paragraph({ children: [run(said, { size: 21 })] }))
const item = ({ title, excerpt }: SheetContent['documents'][number]) => [
  new Paragraph({ keepNext: excerpt !== '', spacing: { before: 60, after: 0 }, children: [run(title, { size: 21, bold: true })] }),
  ...(excerpt ? [new Paragraph({ keepLines: true, children: [run(excerpt, { color: ink.quiet })] })] : []),
]
