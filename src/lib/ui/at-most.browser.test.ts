import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { language } from '$lib/session/Language.svelte.ts'
import { atMost } from './at-most.ts'

let end: (() => void) | void
afterEach(() => {
  end?.()
  document.body.replaceChildren()
})
async function typing(before: string, more: string) {
  const field = document.createElement('input')
  field.value = before
  document.body.append(field)
  end = atMost(30)(field)
  field.focus()
  await userEvent.keyboard(more)
  return { field, said: () => document.querySelector('[role=status]')?.textContent ?? null }
}

test('a field says how many characters are left, then that no more is taken, in both languages', async () => {
  language.choose('fr')
  const { field, said } = await typing('x'.repeat(9), 'a')
  await expect.poll(said).toBe('encore 20 caractères')
  await userEvent.keyboard('b'.repeat(25))
  expect(field.value).toHaveLength(30)
  await expect.poll(said).toBe('30 caractères au plus\u00a0: la suite n’est pas prise')
  language.choose('en')
  await userEvent.keyboard('{Backspace}')
  await expect.poll(said).toBe('1 character left')
})
test('it says nothing where there is room, nor once one has left', async () => {
  const { field, said } = await typing('x', 'a')
  expect(said()).toBeNull()
  await userEvent.keyboard('b'.repeat(28))
  await expect.poll(said).not.toBeNull()
  field.blur()
  expect(said()).toBeNull()
})
