// The least that filtering costs: folded titles in an array, those that hold the letters, the first 14 of them as list items,
// as many as we draw.

export const filterPage = (titles: readonly string[]): string => `<!doctype html><meta charset="utf-8"><input type="text"><ul></ul>
<script type="application/json">${JSON.stringify(titles).replaceAll('<', '\\u003c')}</script>
<script>
  const fold = text => text.normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase()
  const titles = JSON.parse(document.querySelector('script').textContent)
  const folded = titles.map(fold)
  const list = document.querySelector('ul')
  document.querySelector('input').addEventListener('input', ({ target }) => {
    const words = fold(target.value).split(' ')
    const found = []
    for (let n = 0; n < folded.length; n++) if (words.every(word => folded[n].includes(word))) found.push(titles[n])
    list.replaceChildren(...found.slice(0, 14).map(title => Object.assign(document.createElement('li'), { textContent: title })))
  })
</script>`
