type Said = {
  readonly title: string
  readonly subject: string
  readonly author: string
  readonly about: string
  readonly language: string
  readonly at: Date
}

/** What the file says of itself, its language included, which the library has no option for. */
export function properties({ title, subject, author, about, language, at }: Said): { readonly data: string; readonly path: string } {
  const when = at.toISOString().replace(/\.\d+Z$/, 'Z')
  const texts = {
    'dc:title': title,
    'dc:subject': subject,
    'dc:creator': author,
    'dc:description': about,
    'dc:language': language,
    'cp:lastModifiedBy': author,
  }
  const lines = Object.entries(texts).map(([name, text]) => `<${name}>${escape(text)}</${name}>`)
  const dates = ['created', 'modified'].map(name => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${when}</dcterms:${name}>`)
  const data = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties ${names}>${lines.join('')}${dates.join('')}</cp:coreProperties>`
  return { data, path: 'docProps/core.xml' }
}

const names = Object.entries({
  cp: 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
})
  .map(([prefix, name]) => `xmlns:${prefix}="${name}"`)
  .join(' ')
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
