import { kinds, wordsOf, type Line } from '#domain/people/audited.ts'
import { calledIn } from '#domain/people/person.ts'
import { dayIn } from '#kernel/base/day.ts'
import type { Reader } from '#kernel/command/command.ts'
import type { Audit, Wanted } from './audit.ts'

const heads = {
  fr: ['Date', 'Heure', 'Personne', 'Catégorie', 'Action', 'Résultat', 'Concerne', 'Appareil', 'Adresse réseau'],
  en: ['Date', 'Time', 'Person', 'Category', 'Action', 'Outcome', 'About', 'Device', 'Network address'],
} as const
const outcomes = { fr: ['refusé', 'fait'], en: ['refused', 'done'] } as const
const names = { fr: 'journal', en: 'log' } as const
const page = 1_000

/** `now` names the file. */
export type How = { workspace: string; language: 'fr' | 'en'; zone: string; now: number }

/** All of it, the latest first, as a sheet that a spreadsheet in French opens as it is; sent while it is read. */
export function auditSheet(audit: Audit, read: Reader, wanted: Wanted, { workspace, language, zone, now }: How): Response {
  const time = new Intl.DateTimeFormat('fr', { timeZone: zone, timeStyle: 'medium' })
  async function* written() {
    yield `\ufeff${row(heads[language])}`
    const people = new Map((await read.rows('person', {})).map(row => [row.id, calledIn(row, language)]))
    const called = (id: string | null) => (id === null ? '' : (people.get(id) ?? id))
    for (let after: string | undefined = ''; after !== undefined;) {
      const lines: Line[] = await audit.read(workspace, wanted, { after, most: page })
      yield lines
        .map(({ at, kind, what, person, about, accepted, device, address }) =>
          row([
            dayIn(zone, at),
            time.format(at),
            called(person),
            kinds[kind][language],
            wordsOf({ kind, what })[language],
            outcomes[language][Number(accepted)] ?? '',
            called(about),
            device,
            address,
          ])
        )
        .join('')
      after = lines.length === page ? lines.at(-1)?.id : undefined
    }
  }
  const texts = written()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await texts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await texts.return()),
  })
  const name = `${names[language]}-${dayIn(zone, now)}.csv`
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

const row = (cells: readonly string[]): string => `${cells.map(cell).join(';')}\r\n`
/** What a spreadsheet would take for a formula is text (OWASP, CSV injection). */
const cell = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[";\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
