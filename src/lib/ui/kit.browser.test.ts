import '../../app.css'
import { type Component, type ComponentProps, createRawSnippet, mount, unmount } from 'svelte'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { language } from '$lib/session/Language.svelte.ts'
import { theme } from '$lib/session/Theme.svelte.ts'
import Combobox from './Combobox.svelte'
import ConfirmDialog from './ConfirmDialog.svelte'
import DateInput from './DateInput.svelte'
import Dialog from './Dialog.svelte'
import Menu from './Menu.svelte'
import NumberInput from './NumberInput.svelte'
import type { TriggerProps } from './Popover.svelte'
import ToastHost from './ToastHost.svelte'
import { toast, toasts } from './Toasts.svelte.ts'

const mounted: object[] = []
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any component of the kit
function show<C extends Component<any, any, any>>(component: C, props: ComponentProps<C>) {
  mounted.push(mount(component, { target: document.body, props }))
}
afterEach(async () => {
  for (const component of mounted.splice(0)) await unmount(component)
  for (const item of toasts.current) toasts.dismiss(item.id)
  document.body.replaceChildren()
})
const trigger = createRawSnippet<[TriggerProps]>(props => ({
  render: () => `<button type="button" popovertarget="${props().popovertarget}">Actions</button>`,
}))
const focused = () => document.activeElement?.textContent?.trim()

test('a menu is walked with the arrows and by typing, runs the entry and gives the focus back', async () => {
  const ran: string[] = []
  const entry = (label: string, disabled = false) => ({ label, disabled, onselect: () => ran.push(label) })
  show(Menu, { label: 'Actions', trigger, entries: [entry('Renommer'), entry('Dupliquer', true), entry('Déplacer'), entry('Supprimer')] })
  await userEvent.click(page.getByRole('button', { name: 'Actions' }))
  await expect.poll(focused).toBe('Renommer')
  await userEvent.keyboard('{ArrowDown}')
  expect(focused()).toBe('Déplacer')
  await userEvent.keyboard('s')
  expect(focused()).toBe('Supprimer')
  await userEvent.keyboard('{Enter}')
  expect(ran).toEqual(['Supprimer'])
  await expect.poll(focused).toBe('Actions')
  expect(document.querySelector('[role="menu"]:popover-open')).toBeNull()
})

test('Escape closes a menu without running anything', async () => {
  const ran: string[] = []
  show(Menu, { label: 'Actions', trigger, entries: [{ label: 'Supprimer', onselect: () => ran.push('x') }] })
  await userEvent.click(page.getByRole('button', { name: 'Actions' }))
  await expect.poll(focused).toBe('Supprimer')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.querySelector('[role="menu"]:popover-open')).toBeNull()
  expect(ran).toEqual([])
})

test('a combobox finds without accents, chooses with the keyboard and offers to create', async () => {
  const changes: (string | null)[] = []
  const created: string[] = []
  const options = ['Awa Diop', 'Élodie Mendy', 'Khady Sarr'].map((label, i) => ({ id: `p${i}`, label }))
  show(Combobox, { label: 'Responsable', options, value: null, onchange: id => changes.push(id), oncreate: text => created.push(text) })
  const field = page.getByRole('button', { name: /^Responsable/ })
  await userEvent.click(field)
  await expect.element(page.getByRole('combobox')).toHaveFocus()
  await userEvent.keyboard('elo{Enter}')
  expect(changes).toEqual(['p1'])
  await expect.element(field).toHaveTextContent('Élodie Mendy')
  await userEvent.click(field)
  await userEvent.keyboard('Cheikh')
  await expect.element(page.getByRole('option')).toHaveTextContent('Créer « Cheikh »')
  await userEvent.keyboard('{Enter}')
  expect(created).toEqual(['Cheikh'])
})

test('a date is typed in words, refused with a reason, or picked in the month with the arrows', async () => {
  const changes: (string | null)[] = []
  show(DateInput, { label: 'Échéance', value: '2025-11-24', today: '2025-11-21', onchange: day => changes.push(day) })
  const input = page.getByRole('textbox')
  await userEvent.fill(input, 'demain')
  await userEvent.tab()
  await expect.element(input).toHaveValue('22/11/2025')
  await userEvent.fill(input, '31/02/2026')
  await userEvent.tab()
  await expect.element(input).toHaveAttribute('aria-invalid', 'true')
  await expect.element(input).toHaveAccessibleDescription(/n’existe pas/)
  expect(changes).toEqual(['2025-11-22'])
  await userEvent.click(page.getByRole('button', { name: 'Choisir une date' }))
  await expect.poll(() => document.activeElement?.getAttribute('data-day')).toBe('2025-11-22')
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(() => document.activeElement?.getAttribute('data-day')).toBe('2025-11-29')
  await userEvent.keyboard('{Enter}')
  expect(changes).toEqual(['2025-11-22', '2025-11-29'])
  await expect.element(input).toHaveValue('29/11/2025')
})

test('a number keeps what was typed when it is refused, and says why', async () => {
  const changes: (number | null)[] = []
  show(NumberInput, { label: 'Charge', value: 10, max: 400, onchange: value => changes.push(value) })
  const input = page.getByRole('textbox')
  await userEvent.fill(input, '1 250')
  await userEvent.tab()
  await expect.element(input).toHaveValue('1 250')
  await expect.element(input).toHaveAccessibleDescription(/400/)
  await userEvent.fill(input, '12,5')
  await userEvent.tab()
  expect(changes).toEqual([12.5])
  await userEvent.click(input)
  await userEvent.keyboard('{ArrowUp}')
  expect(changes).toEqual([12.5, 13.5])
})

test('a dialog that keeps what was typed is not closed by Escape; another is', async () => {
  let closed = 0
  const props = { open: true, title: 'Inviter', onclose: () => closed++ }
  show(Dialog, { ...props, kept: true })
  await expect.element(page.getByRole('dialog', { name: 'Inviter' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await userEvent.keyboard('{Escape}')
  expect(closed).toBe(0)
  await userEvent.click(page.getByRole('button', { name: 'Fermer' }))
  await expect.poll(() => closed).toBe(1)
  show(Dialog, props)
  await expect.poll(() => document.querySelectorAll('dialog[open]').length).toBe(1)
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => closed).toBe(2)
})

test('a confirmation names what goes, begins on “Annuler” and runs once', async () => {
  let ran = 0
  show(ConfirmDialog, {
    open: true,
    title: 'Supprimer la phase ?',
    going: ['Tournage', 'Montage'],
    more: 11,
    confirm: 'Supprimer',
    onconfirm: () => ran++,
  })
  const dialog = page.getByRole('alertdialog', { name: 'Supprimer la phase ?' })
  await expect.element(dialog).toBeVisible()
  for (const name of ['Tournage', 'Montage', 'et 11 autres']) expect(dialog.element().textContent).toContain(name)
  expect(focused()).toBe('Annuler')
  await userEvent.click(page.getByRole('button', { name: 'Supprimer' }))
  await expect.poll(() => document.querySelector('dialog[open]')).toBeNull()
  expect(ran).toBe(1)
})

test('a toast is said to assistive technology, undoes and leaves', async () => {
  show(ToastHost, {})
  let undone = 0
  toast('Tâche supprimée.', { action: { label: 'Annuler', run: () => undone++ } })
  await expect.poll(() => document.querySelector('[aria-live="polite"]')?.textContent).toContain('Tâche supprimée.')
  await userEvent.click(page.getByRole('button', { name: 'Annuler' }))
  expect(undone).toBe(1)
  await expect.poll(() => toasts.current.length).toBe(0)
})

test('choosing a language repaints what is on screen, and is remembered', async () => {
  show(Dialog, { open: true, title: 'Inviter' })
  await expect.element(page.getByRole('button', { name: 'Fermer' })).toBeVisible()
  language.choose('en')
  await expect.element(page.getByRole('button', { name: 'Close' })).toBeVisible()
  expect(localStorage.getItem('PARAGLIDE_LOCALE')).toBe('en')
  language.choose('fr')
  await expect.element(page.getByRole('button', { name: 'Fermer' })).toBeVisible()
})

test('a theme is a choice that paints at once; the system decides when nothing is chosen', () => {
  const ground = () => getComputedStyle(document.documentElement).backgroundColor
  theme.choose('dark')
  theme.show()
  const dark = ground()
  expect(localStorage.getItem('relais-theme')).toBe('dark')
  theme.choose('light')
  theme.show()
  expect(ground()).not.toBe(dark)
  theme.choose('system')
  theme.show()
  expect(document.documentElement.dataset['theme']).toBeUndefined()
  expect(localStorage.getItem('relais-theme')).toBeNull()
  expect(theme.current).toBe(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
})
