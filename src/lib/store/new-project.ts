import { standardPhases } from '#domain/projects/standard-phases.ts'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import type { Patch } from '#kernel/space/record.ts'
import type { Core } from './core.ts'
import type { Editing, Outcome } from './editing.ts'

/**
 * A project with its standard phases, at once, with or without a network. Its space is asked for by a command that waits;
 * its plan is written meanwhile and leaves when the space is accepted. Refused, it stays a draft of this device.
 */
export async function createProject(
  core: Core,
  editing: Editing,
  values: Patch & { title: string },
  language: 'fr' | 'en'
): Promise<Outcome<string>> {
  const space = randomId()
  const refused = editing.refuse('project', space, space, values)
  if (refused) return { refused }
  await core.feed.meet(planName(core.workspace.id, space), space, 'plan')
  await core.act('createSpace', { id: space, kind: 'project', name: values.title })
  const how = { batch: randomId(), label: { fr: 'Projet créé', en: 'Project created' } }
  const outcome = await editing.create('project', space, values, { ...how, id: space })
  if (outcome.refused) return outcome
  for (const { entity, id, values } of standardPhases(space, undefined, language)) {
    const phase = await editing.create(entity, space, values, { ...how, id })
    if (phase.refused) return phase
  }
  return { done: space }
}
