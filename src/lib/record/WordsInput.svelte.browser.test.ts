import { mount, tick, unmount } from 'svelte'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { language } from '$lib/session/Language.svelte.ts'
import WordsInput from './WordsInput.svelte'

let shown: Record<string, unknown> | undefined
afterEach(async () => {
  if (shown) await unmount(shown)
  shown = undefined
})

function show(answers: boolean[] = []) {
  language.choose('fr')
  const saved: string[] = []
  const props = $state({
    value: 'Étude',
    name: 'Titre',
    onsave: async (text: string) => (saved.push(text), answers.shift() ?? true),
    error: undefined as string | undefined,
  })
  shown = mount(WordsInput, { target: document.body, props })
  return { props, saved, field: page.getByLabelText('Titre') }
}

test('Enter saves, and the focus stays where it was', async () => {
  const { field, saved } = show()
  await field.fill('Étude de marché')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => saved).toEqual(['Étude de marché'])
  expect(document.activeElement).toBe(field.element())
})
test('what was refused stays as it was typed, and Escape goes back', async () => {
  const { field, saved } = show([false, false])
  await field.fill('x'.repeat(300))
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => saved).toHaveLength(1)
  await expect.element(field).toHaveValue('x'.repeat(300))
  await userEvent.keyboard('{Escape}')
  await expect.element(field).toHaveValue('Étude')
})
test('what someone else wrote meanwhile is offered beside what is being typed, not put over it', async () => {
  const { field, props, saved } = show()
  await field.fill('Ma version')
  props.value = 'Leur version'
  await tick()
  await expect.element(field).toHaveValue('Ma version')
  await expect.element(page.getByText('Leur version', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Prendre cette valeur' }).click()
  await expect.element(field).toHaveValue('Leur version')
  expect(saved).toEqual([])
})
test('closing on what was being typed saves it', async () => {
  const { field, saved } = show()
  await field.fill('Pas encore quitté')
  await unmount(shown!)
  shown = undefined
  expect(saved).toEqual(['Pas encore quitté'])
})
