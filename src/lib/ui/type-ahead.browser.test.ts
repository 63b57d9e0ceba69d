import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { typeAhead } from './type-ahead.ts'

const made: HTMLElement[] = []
afterEach(() => {
  for (const element of made.splice(0)) element.remove()
})
/** A screen that has the focus, and the field that opens over it. */
function screen() {
  const behind = document.createElement('div')
  const field = document.createElement('input')
  const read: string[] = []
  behind.tabIndex = 0
  behind.addEventListener('keydown', event => read.push(event.key))
  made.push(behind, field)
  document.body.append(behind)
  behind.focus()
  return { read, field, open: () => (document.body.append(field), field.focus()) }
}

test('what is typed while a field is being fetched is in the field, in its order, and is no shortcut of the screen behind', async () => {
  const { read, field, open } = screen()
  const entered: string[] = []
  field.addEventListener('keydown', event => entered.push(`${event.key} ${field.value}`))
  const coming = Promise.withResolvers<void>()
  void typeAhead(coming.promise).then(open)
  await userEvent.keyboard('mous{Enter}')
  coming.resolve()
  await expect.poll(() => entered).toEqual(['Enter mous'])
  await userEvent.keyboard('sa')
  expect(field.value).toBe('moussa')
  expect(read).toEqual([])
})
test('what cannot be fetched gives the keyboard back', async () => {
  const { read } = screen()
  await expect(typeAhead(Promise.reject(new Error('no network')))).rejects.toThrow('no network')
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))
  await userEvent.keyboard('x')
  expect(read).toEqual(['x'])
})
