import '../../../app.css'
import { mount, unmount } from 'svelte'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import * as Y from 'yjs'
import { plainText } from '#kernel/space/plain-text.ts'
import { language } from '$lib/session/Language.svelte.ts'
import { toasts } from '../Toasts.svelte.ts'
import type { CoText } from './co-text.ts'
import Editor from './Editor.svelte'
import { linkedTexts } from './linked-texts.ts'

const awa = { id: 'awadiop2345678abcdef', name: 'Awa Diop' }
const moussa = { id: 'moussafall2345678abc', name: 'Moussa Fall' }
const nameOf = (person: string) => [awa, moussa].find(({ id }) => id === person)?.name

const mounted: object[] = []
afterEach(async () => {
  for (const component of mounted.splice(0)) await unmount(component)
  for (const { id } of toasts.current) toasts.dismiss(id)
  document.body.replaceChildren()
})
/** One editor for each text, side by side. */
async function open(...texts: CoText[]): Promise<HTMLElement[]> {
  language.choose('fr')
  const places = texts.map((text, i) => {
    const target = document.body.appendChild(document.createElement('div'))
    target.style.cssText = 'min-height: 300px; container-type: normal'
    mounted.push(mount(Editor, { target, props: { text, writers: { me: [awa, moussa][i]!, nameOf }, label: `Texte ${i + 1}` } }))
    return target
  })
  await expect.poll(() => places.every(place => place.querySelector('.rich-text')), { timeout: 20_000 }).toBe(true)
  return places.map(place => place.querySelector<HTMLElement>('.rich-text')!)
}
async function write(area: HTMLElement, keys: string) {
  await userEvent.click(area)
  await userEvent.keyboard(keys)
}
const say = (doc: Y.Doc) => plainText(doc)
function fragment(doc: Y.Doc, ...children: (Y.XmlElement | Y.XmlText)[]) {
  doc.getXmlFragment('default').push(children)
}
function element(name: string, attributes: Record<string, string> = {}, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.insert(0, children)
  return made
}

test('PLT-21 two people type in the same paragraph, apart then together, and hold the same words', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  await write(left, 'Le client veut la fibre')
  await expect.poll(() => right.textContent).toContain('Le client veut la fibre')
  // Each writes without the other hearing it, then both hear everything.
  const [alone, other] = [new Y.Doc(), new Y.Doc()]
  for (const doc of [alone, other]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(one.doc))
  const words = (doc: Y.Doc) => (doc.getXmlFragment('default').get(0) as Y.XmlElement).get(0) as Y.XmlText
  words(alone).insert(0, 'Awa : ')
  words(other).insert(words(other).length, ' avant la Tabaski')
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(alone))
  Y.applyUpdate(two.doc, Y.encodeStateAsUpdate(other))
  await expect.poll(() => say(one.doc)).toBe('Awa : Le client veut la fibre avant la Tabaski')
  await expect
    .poll(() => [left, right].map(({ textContent }) => textContent.replaceAll(/\u2060|Awa Diop|Moussa Fall/g, '')))
    .toEqual([say(one.doc), say(two.doc)])
})

test('PLT-23 the caret of the other bears the name of their card and the colour they have everywhere', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  await write(left, 'Bonjour')
  await expect.poll(() => right.querySelector('.caret-name')?.textContent).toBe('Awa Diop')
  expect(left.querySelector('.caret')).toBeNull()
  // A client that gives itself another name is still called by its card.
  const lie = { ...two.awareness!.getLocalState(), user: { person: moussa.id, name: 'Awa Diop', color: '#000000' } }
  await write(right, ' à tous')
  two.awareness!.setLocalState({ ...lie, cursor: two.awareness!.getLocalState()?.['cursor'] })
  await expect.poll(() => left.querySelector('.caret-name')?.textContent).toBe('Moussa Fall')
  expect(getComputedStyle(left.querySelector('.caret')!).getPropertyValue('--caret')).toMatch(/^#[\da-f]{6}$/)
})

test('a box of a checklist is ticked for both', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  await write(left, '[[] Réserver les écrans')
  const box = () => right.querySelector<HTMLInputElement>('input[type="checkbox"]')
  await expect.poll(() => box()?.checked).toBe(false)
  expect(box()?.getAttribute('aria-label')).toBe('À cocher\u00a0: Réserver les écrans')
  await userEvent.click(left.querySelector('input')!)
  await expect.poll(() => box()?.checked).toBe(true)
  expect(say(two.doc)).toBe('Réserver les écrans')
})

test('« / » finds a table with the keyboard; its rows are added and it is the same for both', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  await write(left, '/tabl')
  await expect.element(page.getByRole('option', { name: /Tableau/ })).toHaveAttribute('aria-selected', 'true')
  expect(left.getAttribute('aria-activedescendant')).toBe(document.querySelector('[role="option"]')?.id)
  await userEvent.keyboard('{Enter}Poste{Tab}Montant')
  await expect.poll(() => [right.querySelectorAll('th').length, right.querySelectorAll('tr').length]).toEqual([3, 3])
  await userEvent.click(page.getByRole('button', { name: 'Ligne', exact: true }))
  await userEvent.click(page.getByRole('menuitem', { name: 'Ajouter au-dessous' }))
  await expect.poll(() => right.querySelectorAll('tr').length).toBe(4)
  expect(say(two.doc)).toBe('Poste\nMontant')
})

test('a javascript: address is refused in words, and shown as words when another replica wrote it', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  fragment(one.doc, element('paragraph', {}, new Y.XmlText('piège')))
  const text = (one.doc.getXmlFragment('default').get(0) as Y.XmlElement).get(0) as Y.XmlText
  text.format(0, 5, { link: { href: 'javascript:alert(1)' } })
  const [area] = (await open(one)) as [HTMLElement]
  expect(area.textContent).toContain('piège')
  expect(area.querySelector('a')).toBeNull()
  await userEvent.click(area)
  await userEvent.click(page.getByRole('button', { name: 'Lien', exact: true }))
  const address = page.getByRole('textbox', { name: 'Adresse' })
  await userEvent.fill(address, 'javascript:alert(1)')
  await userEvent.click(page.getByRole('button', { name: 'Enregistrer le lien' }))
  await expect.element(page.getByText(/Cette adresse ne peut pas être un lien/)).toBeVisible()
  await userEvent.fill(address, 'exemple.sn')
  await userEvent.fill(page.getByRole('textbox', { name: 'Texte affiché' }), 'le site')
  await userEvent.click(page.getByRole('button', { name: 'Enregistrer le lien' }))
  await expect.poll(() => area.querySelector('a')?.getAttribute('href')).toBe('https://exemple.sn')
  expect(area.querySelector('a')?.rel).toContain('noopener')
})

test('what is pasted from Word becomes titles, lists and words; scripts and pictures from elsewhere do not come', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  const [area] = (await open(one)) as [HTMLElement]
  await userEvent.click(area)
  const data = new DataTransfer()
  data.setData(
    'text/html',
    `<!--[if mso]><xml></xml><![endif]--><p class="MsoHeading2">Budget</p>
     <p class="MsoNormal" onclick="alert(1)">Un <b>grand</b> plan<o:p></o:p></p>
     <p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Radio</p>
     <p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o</span>Dakar</p>
     <p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Affichage</p>
     <p>Voir <a href="https://exemple.sn">le site</a> et <a href="javascript:alert(1)">le piège</a></p>
     <script>globalThis.ran = true</script><img src="https://exemple.sn/mouchard.png">`
  )
  area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  await expect.poll(() => area.querySelector('h2')?.textContent).toBe('Budget')
  expect([...area.querySelectorAll(':scope > ul > li')].map(item => item.querySelector('p')?.textContent)).toEqual(['Radio', 'Affichage'])
  expect(area.querySelector('ul ul li')?.textContent).toBe('Dakar')
  expect(area.querySelector('strong')?.textContent).toBe('grand')
  expect([...area.querySelectorAll('a')].map(link => link.getAttribute('href'))).toEqual(['https://exemple.sn'])
  expect(area.querySelector('img[src]')).toBeNull()
  expect((globalThis as { ran?: boolean }).ran).toBeUndefined()
  expect(say(one.doc).split('\n')).toEqual(['Budget', 'Un grand plan', 'Radio', 'Dakar', 'Affichage', 'Voir le site et le piège'])
  expect(toasts.current[0]?.message).toContain('1 image n’a pas été reprise')
})

test('a picture is reduced and travels in the text; a file that is none is refused by name', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1200 })
  const context = canvas.getContext('2d')!
  const noise = context.createImageData(2400, 1200)
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (i * 2654435761) >>> 24
  context.putImageData(noise, 0, 0)
  const blob = await new Promise<Blob>(done => canvas.toBlob(made => done(made!), 'image/jpeg', 0.7))
  await userEvent.click(left)
  const data = new DataTransfer()
  data.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }))
  data.items.add(new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'dessin.svg', { type: 'image/svg+xml' }))
  left.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  await expect.poll(() => right.querySelector<HTMLImageElement>('img[src]')?.naturalWidth, { timeout: 20_000 }).toBeGreaterThan(600)
  const picture = right.querySelector<HTMLImageElement>('img[src]')!
  expect(picture.naturalWidth).toBeLessThanOrEqual(1600)
  expect(picture.src).toMatch(/^data:image\/webp;base64,/)
  expect(picture.src.length).toBeLessThan((300 * 1024 * 4) / 3 + 64)
  await expect.poll(() => toasts.current.map(({ message }) => message).join()).toContain('«\u00a0dessin.svg\u00a0»')
})

test('a picture from elsewhere written by another replica is never fetched', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  fragment(one.doc, element('image', { src: 'https://exemple.sn/mouchard.png', alt: 'x', width: 'full' }), element('paragraph'))
  const [area] = (await open(one)) as [HTMLElement]
  expect(area.querySelector('img[src]')).toBeNull()
  expect(area.querySelector('img')?.alt).toBe('x')
})

test('opening a text writes nothing in it, and a reader never does', async () => {
  for (const editable of [true, false]) {
    const [one] = linkedTexts([awa], { editable }) as [CoText]
    // A list without an item: two people emptied it at the same time.
    fragment(one.doc, element('heading', { level: '2' }, new Y.XmlText('Fin')), ...(editable ? [] : [element('bulletList')]))
    let writes = 0
    one.doc.on('update', () => writes++)
    const [area] = (await open(one)) as [HTMLElement]
    await expect.poll(() => area.textContent).toContain('Fin')
    expect(area.getAttribute('contenteditable')).toBe(String(editable))
    if (!editable) await expect.element(page.getByText(/Lecture seule/)).toBeVisible()
    await new Promise(done => setTimeout(done, 50))
    expect(writes).toBe(0)
    await unmount(mounted.pop()!)
  }
})

test('a text with blocks of a newer version is shown read only and keeps them', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  fragment(one.doc, element('paragraph', {}, new Y.XmlText('Connu')))
  const [area] = (await open(one)) as [HTMLElement]
  expect(area.isContentEditable).toBe(true)
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one.doc))
  fragment(other, element('callout', { tone: 'warn' }, element('paragraph', {}, new Y.XmlText('Nouveau'))))
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other))
  await expect.element(page.getByText(/version plus récente de Relais/)).toBeVisible()
  expect(document.querySelector('.rich-text')).toBeNull()
  expect((one.doc.getXmlFragment('default').get(1) as Y.XmlElement).nodeName).toBe('callout')
  expect(say(one.doc)).toBe('Connu\nNouveau')
  await expect.element(page.getByText('Nouveau')).toBeVisible()
})

test('undo takes back one’s own words and leaves those of the other', async () => {
  const [one, two] = linkedTexts([awa, moussa]) as [CoText, CoText]
  const [left, right] = (await open(one, two)) as [HTMLElement, HTMLElement]
  await write(left, 'Fibre')
  await expect.poll(() => right.textContent).toContain('Fibre')
  await userEvent.click(right)
  await userEvent.keyboard('{Control>}{End}{/Control} pour tous')
  await expect.poll(() => say(one.doc)).toBe('Fibre pour tous')
  await userEvent.click(left)
  await userEvent.keyboard('{Control>}z{/Control}')
  await expect.poll(() => say(two.doc)).toBe('pour tous')
  // With nothing left to undo here, the application's own undo must not hear the keys.
  const heard: boolean[] = []
  const listen = (event: KeyboardEvent) => event.key === 'z' && heard.push(event.defaultPrevented)
  addEventListener('keydown', listen)
  await userEvent.keyboard('{Control>}z{/Control}')
  removeEventListener('keydown', listen)
  expect(heard).toEqual([true])
})

test('until the text has arrived, it says so and nothing can be typed', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  const target = document.body.appendChild(document.createElement('div'))
  language.choose('fr')
  mounted.push(
    mount(Editor, { target, props: { text: { ...one, ready: false, editable: false }, writers: { me: awa, nameOf }, label: 'Texte' } })
  )
  await expect.element(page.getByText('Ce texte n’est pas encore sur cet appareil')).toBeVisible()
  expect(target.querySelector('[contenteditable]')).toBeNull()
})

test('the keyboard alone: Alt+F10 reaches the toolbar, arrows walk it, Escape comes back, Escape then Tab leaves a list', async () => {
  const [one] = linkedTexts([awa]) as [CoText]
  const [area] = (await open(one)) as [HTMLElement]
  await write(area, '- Radio')
  await userEvent.keyboard('{Alt>}{F10}{/Alt}')
  await expect.poll(() => document.activeElement?.closest('[role="toolbar"]') !== null).toBe(true)
  const first = document.activeElement
  await userEvent.keyboard('{ArrowRight}')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Gras')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(area)
  await userEvent.keyboard('{Escape}{Tab}')
  expect(document.activeElement).not.toBe(area)
  expect(first).not.toBe(area)
  expect(say(one.doc)).toBe('Radio')
})
