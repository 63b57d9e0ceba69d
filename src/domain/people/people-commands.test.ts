import { describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { isRefusal, type Command, type Decision, type Env, type Reader } from '#kernel/command/command.ts'
import { createSpace } from '../projects/create-project.ts'
import { introduce } from './introduce.ts'
import { invite } from './invite.ts'
import { taken } from './person.ts'
import { share } from './share.ts'

const id = (name: string) => derivedId('people', name)
const env: Env = { workspace: id('workspace'), person: id('awa'), now: 1_795_000_000_000, today: '2026-11-21', id: id('command') }
type Rows = Record<string, Record<string, unknown>[]>
const reader = (rows: Rows): Reader => ({
  row: async (entity, one) => rows[entity]?.find(row => row['id'] === one) ?? null,
  rows: async (entity, where) => (rows[entity] ?? []).filter(row => Object.entries(where).every(([name, value]) => row[name] === value)),
  role: async () => null,
})
async function ask<I>(command: Command<I>, input: unknown, rows: Rows = {}): Promise<Decision | { refused: string; field?: string }> {
  const parsed = command.parse(input)
  if (isRefusal(parsed)) return parsed
  return command.decide(parsed, reader(rows), env)
}

describe('createSpace', () => {
  const input = { id: id('p'), kind: 'project', name: '  Lancement Téranga  ' }
  it('MKT-01 makes the space and its manager, told to the space only', async () => {
    const made = (await ask(createSpace, input)) as Decision
    expect(made.facts?.map(({ body }) => body)).toEqual([
      { of: id('p'), kind: 'project', name: 'Lancement Téranga', by: id('awa') },
      { of: id('p'), person: id('awa'), role: 'manager' },
    ])
    expect(made.facts?.every(({ spaces }) => String(spaces) === String([id('p')]))).toBe(true)
    expect(new Set(made.facts?.map(fact => fact.id)).size).toBe(2)
    expect(made.facts?.map(fact => fact.kind)).toEqual(['space', 'membership'])
  })
  it('refuses an id that is taken, that of the workspace included', async () => {
    expect(await ask(createSpace, input, { space: [{ id: id('p') }] })).toMatchObject({ refused: 'taken' })
    expect(await ask(createSpace, { ...input, id: id('workspace') })).toMatchObject({ refused: 'taken' })
  })
  it.each([
    [{ ...input, id: '../x' }, 'malformed', 'id'],
    [{ ...input, kind: 'workspace' }, 'malformed', 'kind'],
    [{ ...input, name: '  ' }, 'missing', 'name'],
    [{ ...input, name: 'x'.repeat(201) }, 'long', 'name'],
    [null, 'malformed', 'id'],
    [[], 'malformed', 'id'],
  ])('refuses %j', async (wrong, refused, field) => {
    expect(await ask(createSpace, wrong)).toMatchObject({ refused, field })
  })
})

describe('invite', () => {
  it('MKT-06 is for those who manage the space, and ends after two weeks', async () => {
    expect(invite.in({ space: id('p'), role: 'editor', guest: false })).toEqual({ space: id('p'), role: 'manager' })
    const made = (await ask(invite, { space: id('p'), role: 'editor' })) as Decision
    expect(made.facts).toEqual([
      {
        kind: 'invitation',
        id: env.id,
        body: { of: id('p'), role: 'editor', guest: false, by: id('awa'), until: env.now + 1_209_600_000 },
        spaces: [id('p')],
      },
    ])
  })
  it.each([[{ space: id('p'), role: 'none' }], [{ space: id('p'), role: 'owner' }], [{ space: 4, role: 'editor' }], ['x']])(
    'refuses %j',
    async wrong => {
      expect(await ask(invite, wrong)).toMatchObject({ refused: 'malformed' })
    }
  )
})

describe('share', () => {
  const manager = (name: string) => ({ of: id('p'), person: id(name), role: 'manager' })
  const people = { person: [{ id: id('awa') }, { id: id('moussa') }] }
  it('MKT-06 gives a colleague a role in the space', async () => {
    expect(share.in({ space: id('p'), person: id('moussa'), role: 'none' })).toEqual({ space: id('p'), role: 'manager' })
    const made = (await ask(
      share,
      { space: id('p'), person: id('moussa'), role: 'commenter' },
      { ...people, membership: [manager('awa')] }
    )) as Decision
    expect(made.facts?.[0]).toMatchObject({ kind: 'membership', body: { of: id('p'), person: id('moussa'), role: 'commenter' } })
    expect(made.facts?.[0]?.spaces).toEqual([id('p')])
  })
  it('never leaves a space without someone who manages it', async () => {
    const alone = { ...people, membership: [manager('awa')] }
    for (const role of ['none', 'editor'])
      expect(await ask(share, { space: id('p'), person: id('awa'), role }, alone)).toMatchObject({ refused: 'lastManager' })
    expect(await ask(share, { space: id('p'), person: id('awa'), role: 'manager' }, alone)).toHaveProperty('facts')
    const two = { ...people, membership: [manager('awa'), manager('moussa')] }
    expect(await ask(share, { space: id('p'), person: id('awa'), role: 'none' }, two)).toHaveProperty('facts')
  })
  it('refuses a person nobody knows', async () => {
    expect(await ask(share, { space: id('p'), person: id('ghost'), role: 'viewer' }, people)).toMatchObject({ refused: 'unknown' })
    expect(await ask(share, { space: id('p'), person: 'x', role: 'viewer' }, people)).toMatchObject({ refused: 'malformed' })
    expect(await ask(share, { space: id('p'), person: id('awa'), role: 'king' }, people)).toMatchObject({ refused: 'malformed' })
  })
})

describe('introduce', () => {
  const card = { id: id('awa'), person: id('awa'), name: 'Awa', email: 'awa@teranga.sn', hue: 12, phone: '77 123 45 67', until: null }
  const known = { person: [card] }
  it('PLT-10 changes what is said and keeps the rest; an empty text takes it away', async () => {
    const made = (await ask(introduce, { name: ' Awa Diop ', job: 'Directrice', phone: '' }, known)) as Decision
    expect(made.facts).toHaveLength(1)
    expect(made.facts?.[0]).toMatchObject({ kind: 'person', spaces: [id('workspace')] })
    expect(made.facts?.[0]?.body).toMatchObject({
      person: id('awa'),
      name: 'Awa Diop',
      email: 'awa@teranga.sn',
      hue: 12,
      job: 'Directrice',
      phone: null,
    })
  })
  it('speaks for nobody else', async () => {
    const made = (await ask(introduce, { name: 'Roi', person: id('moussa'), email: 'x@y.z', hue: 1 }, known)) as Decision
    expect(made.facts?.[0]?.body).toMatchObject({ person: id('awa'), email: 'awa@teranga.sn', hue: 12 })
  })
  it('ends an absence with its day', async () => {
    const body = async (input: object) => ((await ask(introduce, input, known)) as Decision).facts?.[0]?.body
    expect(await body({ availability: 'away', until: '2026-12-12' })).toMatchObject({ availability: 'away', until: '2026-12-12' })
    expect(await body({ availability: 'available', until: '2026-12-12' })).toMatchObject({ availability: 'available', until: null })
    expect(await body({ availability: '__proto__' })).not.toMatchObject({ availability: '__proto__' })
  })
  it('PLT-10 someone is away until the day they said, and no longer', () => {
    const away = { availability: 'away', until: '2026-12-12' } as const
    expect([taken(away, '2026-12-12'), taken(away, '2026-12-13')]).toEqual([true, false])
    expect(taken({ availability: 'busy', until: null }, '2030-01-01')).toBe(true)
    expect(taken({ availability: 'available', until: null }, '2026-12-12')).toBe(false)
  })
  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ link: 'javascript:alert(1)' }, 'link'],
    [{ link: 'teranga.sn' }, 'link'],
    [{ phone: 'appelez-moi' }, 'phone'],
  ])('refuses %j', async (wrong, field) => {
    expect(await ask(introduce, wrong, known)).toMatchObject({ refused: expect.any(String), field })
  })
})
