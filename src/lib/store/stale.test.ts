import { expect, test } from 'vitest'
import type { StoredFact } from './database.ts'
import { oldestPosition, staleFacts } from './stale.ts'

const fact = (position: number, ...spaces: string[]): StoredFact => ({
  id: `f${position}`,
  kind: 'service',
  body: {},
  by: null,
  at: 0,
  spaces,
  position,
})
const at = (position: number) => ({ seq: 0, moved: 0, position })
/** What a start reads from the disk and shows again. */
const shownAgain = (places: ReadonlyMap<string, ReturnType<typeof at>>, facts: readonly StoredFact[]) => {
  const oldest = oldestPosition(places, new Set(facts.flatMap(({ spaces }) => spaces)))
  return staleFacts(
    places,
    facts.filter(({ position }) => position > oldest)
  ).map(({ id }) => id)
}

test('facts that the saved rows of their spaces show are not read again', () => {
  const places = new Map([
    ['', at(9)],
    ['agency', at(5)],
  ])
  expect(shownAgain(places, [fact(3), fact(9), fact(5, 'agency'), fact(6, 'agency'), fact(11)])).toEqual(['f6', 'f11'])
})
test('a space whose rows were damaged, or never saved, shows all its facts again, however far the others are', () => {
  expect(shownAgain(new Map([['agency', at(9)]]), [fact(3), fact(4, 'agency')])).toEqual(['f3'])
  expect(shownAgain(new Map([['', at(9)]]), [fact(3), fact(4, 'agency')])).toEqual(['f4'])
  expect(shownAgain(new Map(), [fact(0), fact(4, 'agency')])).toEqual(['f0', 'f4'])
})
