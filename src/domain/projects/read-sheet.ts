import type { Env, Reader } from '#kernel/command/command.ts'
import type { GenerateSheet } from '../documents/generate-sheet.ts'
import type { Person } from '../people/person.ts'
import type { Dependency } from './dependency.ts'
import type { Phase } from './phase.ts'
import type { Project } from './project.ts'
import { sheetContent, type SheetContent, type SheetGiven } from './sheet-content.ts'
import { wordsOf } from './sheet-words.ts'
import type { Task } from './task.ts'

/** What a sheet generated now says; null when its phase is no longer in the project. */
export async function readSheet(
  read: Reader,
  asked: GenerateSheet & { readonly by: string; readonly version: number },
  env: Pick<Env, 'workspace' | 'today'> & { readonly currency: string }
): Promise<SheetContent | null> {
  const { space, language, by, version } = asked
  const all = async <T>(entity: string, where: Readonly<Record<string, string>>) =>
    (await read.rows(entity, where)) as unknown as readonly T[]
  const names = async (entity: string) => new Map((await all<{ id: string; name: string }>(entity, {})).map(row => [row.id, row.name]))
  const project = (await read.row('project', space)) as unknown as Project | null
  const phases = await all<Phase>('phase', { space })
  const phase = phases.find(row => row.id === asked.phase)
  if (!project || !phase || phase.hidden) return null
  const people = new Map((await all<Person>('person', {})).map(row => [row.id, row.erased ? wordsOf(language).erasedPerson : row.name]))
  const workspace = await read.row('space', env.workspace)
  const documents = (await all<SheetGiven['documents'][number] & { hidden: boolean }>('document', { space })).filter(row => !row.hidden)
  return sheetContent({
    ...{ language, version, project, phase, phases, people, documents },
    tasks: await all<Task>('task', { space }),
    dependencies: await all<Dependency>('dependency', { space }),
    services: await names('service'),
    workspace: String(workspace?.['name'] ?? ''),
    by: people.get(by) ?? '',
    today: env.today,
    currency: env.currency,
  })
}
