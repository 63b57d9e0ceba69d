import { isPicture } from './picture-limits.ts'

/** What office suites say in HTML that a schema cannot hear: lists written as paragraphs, ticked boxes, titles as styles. */
export function cleanPasted(html: string): { html: string; pictures: number } {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const body = page.body
  for (const element of body.querySelectorAll('script, style, meta, link, title, xml, o\\:p, iframe, object, embed, template')) {
    if (element.localName === 'o:p') element.replaceWith(...element.childNodes)
    else element.remove()
  }
  const comments = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const dropped: Comment[] = []
  while (comments.nextNode()) dropped.push(comments.currentNode as Comment)
  for (const comment of dropped) comment.remove()
  wordTitles(body)
  wordLists(body)
  docsTasks(body)
  const pictures = [...body.querySelectorAll('img')].filter(image => !isPicture(image.getAttribute('src')))
  for (const picture of pictures) picture.remove()
  return { html: body.innerHTML, pictures: pictures.length }
}

function rename(element: Element, name: string): Element {
  const renamed = element.ownerDocument.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
  return renamed
}

/** Word: <p class="MsoTitle">, <p class="MsoHeading2">, in French too « Titre2 ». */
function wordTitles(body: HTMLElement) {
  for (const paragraph of body.querySelectorAll('p[class]')) {
    const level =
      /^(?:Mso)?(?:Heading|Titre)([1-3])$/i.exec(paragraph.className)?.[1] ?? (/^MsoTitle$/i.test(paragraph.className) ? '1' : null)
    if (level) rename(paragraph, `h${level}`)
  }
}

/** Word writes « · Thé » and « 1. Thé » as paragraphs carrying `mso-list:l0 level2 lfo1`; the bullet itself is in an ignored span. */
function wordLists(body: HTMLElement) {
  let open: { list: Element; level: number }[] = []
  let after: Element | null = null
  for (const paragraph of [...body.querySelectorAll('p')]) {
    const level = Number(/mso-list:[^;]*level(\d+)/i.exec(paragraph.getAttribute('style') ?? '')?.[1] ?? 0)
    if (!level) continue
    const sign = [...paragraph.querySelectorAll('span')].find(span => /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''))
    const name = /^[\s\u00a0]*[\dA-Za-z]{1,4}[.)]/.test(sign?.textContent ?? '') ? 'ol' : 'ul'
    sign?.remove()
    if (paragraph.previousElementSibling !== after) open = []
    open = open.filter(one => one.level <= level)
    let here = open.at(-1)
    if (!here || here.level < level || here.list.localName !== name) {
      const list = body.ownerDocument.createElement(name)
      if (here && here.level < level) (here.list.lastElementChild ?? here.list).append(list)
      else if (here) here.list.after(list)
      else paragraph.before(list)
      if (here?.level === level) open.pop()
      here = { list, level }
      open.push(here)
    }
    const item = body.ownerDocument.createElement('li')
    here.list.append(item)
    item.append(paragraph)
    after = open[0]!.list
  }
}

/** Google Docs marks a box with role="checkbox"; others leave an <input> at the head of the item. */
function docsTasks(body: HTMLElement) {
  for (const list of body.querySelectorAll('ul')) {
    const items = [...list.children].filter(child => child.localName === 'li')
    const box = (item: Element) =>
      item.querySelector(':scope > input[type="checkbox"], :scope > p > input[type="checkbox"], :scope > label > input')
    if (!items.length || !items.every(item => item.getAttribute('role') === 'checkbox' || box(item))) continue
    list.setAttribute('data-type', 'taskList')
    for (const item of items) {
      const ticked = item.getAttribute('aria-checked') === 'true' || box(item)?.hasAttribute('checked')
      box(item)?.remove()
      item.setAttribute('data-type', 'taskItem')
      item.setAttribute('data-checked', String(Boolean(ticked)))
    }
  }
}
