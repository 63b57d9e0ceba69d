import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse, type Env, type FactDraft, type Reader, type Refusal } from '#kernel/command/command.ts'
import { fold } from '#kernel/base/fold.ts'
import { describeProblem, type Problem } from '#kernel/projector/problem.ts'
import { fieldsOf } from '../input.ts'
import { business } from '../model.ts'

export type GenerateSheet = { readonly space: string; readonly phase: string; readonly language: 'fr' | 'en' }
/** What the job that follows the decision is given; `id` is the command's: the version it makes is made once. */
export type SheetJob = GenerateSheet & { readonly id: string; readonly by: string }
type Row = Readonly<Record<string, unknown>>

/** The phase's Word sheet, from what the project holds when it is made. The versions before it stay. */
export const generateSheet = command<GenerateSheet>({
  name: 'generateSheet',
  label: { fr: 'Générer la fiche', en: 'Generate the sheet' },
  parse(input) {
    const { space, phase, language = 'fr' } = fieldsOf(input)
    if (!isId(space) || !isId(phase))
      return refuse('malformed', 'Choisissez la phase dont vous voulez la fiche.', 'Choose the phase whose sheet you want.', 'phase')
    if (language !== 'fr' && language !== 'en')
      return refuse('malformed', 'La fiche est en français ou en anglais.', 'The sheet is in French or in English.', 'language')
    return { space, phase, language }
  },
  in: ({ space }) => ({ space, role: 'editor' }),
  may: 'sheets:generate',
  async decide({ space, phase, language }, read, env) {
    const found = await standing(read, 'phase', phase, space)
    if (!found) return gone
    const wrong = problemOf('phase', found) ?? problemOf('project', (await read.row('project', space)) ?? {})
    if (wrong) return wrong
    const job: SheetJob = { id: env.id, space, phase, language, by: env.person }
    return { jobs: [{ name: 'sheet', data: job }] }
  },
})

/** The version that a sheet generated now would be. */
export async function nextVersion(read: Reader, phase: string): Promise<number> {
  const versions = (await read.rows('sheet', { phase })).map(row => Number(row['version']))
  return Math.max(0, ...versions) + 1
}

export const sheetId = (job: Pick<SheetJob, 'id'>): string => derivedId('sheet', job.id)

/**
 * The generated file as a version of the phase's sheet. To be asked where decisions are taken, one at a time:
 * `changed` when the version that stands in the file was taken meanwhile, and the file is then made again.
 */
export async function sheetFact(
  read: Reader,
  job: SheetJob,
  made: { readonly version: number; readonly title: string; readonly file: string; readonly size: number },
  env: Pick<Env, 'now'>
): Promise<FactDraft | Refusal> {
  if (!(await standing(read, 'phase', job.phase, job.space))) return gone
  if ((await nextVersion(read, job.phase)) !== made.version)
    return refuse(
      'changed',
      'Une autre version de cette fiche vient d’être générée.',
      'Another version of this sheet has just been generated.'
    )
  const body = {
    phase: job.phase,
    version: made.version,
    name: fileName(made.title, made.version, job.language),
    file: made.file,
    size: made.size,
    by: job.by,
    at: env.now,
  }
  return { kind: 'sheet', id: sheetId(job), body, spaces: [job.space] }
}

/** `fiche-etudes-de-faisabilite-v2.docx`: a name that every system takes. */
export function fileName(title: string, version: number, language: 'fr' | 'en'): string {
  const plain = fold(title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return `${[language === 'fr' ? 'fiche' : 'sheet', plain].filter(Boolean).join('-')}-v${version}.docx`
}

async function standing(read: Reader, entity: string, id: string, space: string): Promise<Row | null> {
  const [row] = await read.rows(entity, { id, space })
  return row && !row['hidden'] ? row : null
}
const gone = refuse(
  'unknown',
  'Cette phase n’est plus dans le projet : choisissez-en une autre.',
  'This phase is no longer in the project: choose another one.',
  'phase'
)

function problemOf(entity: string, row: Row): Refusal | null {
  const [problem] = (row['problem'] ?? []) as readonly Problem[]
  if (!problem) return null
  const words = describeProblem(business, entity, problem)
  return refuse('problem', `Corrigez d’abord : ${words.fr}`, `Correct this first: ${words.en}`)
}
