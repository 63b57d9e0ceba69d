// The least that a change costs on a device: an attribute of a button, and one record added to an object store.

export const putPage = (buttons: number): string => `<!doctype html><meta charset="utf-8">
${'<p data-task><button aria-pressed="false">tick</button></p>'.repeat(buttons)}
<script>
  const opened = indexedDB.open('floor-put')
  opened.onupgradeneeded = () => opened.result.createObjectStore('updates', { autoIncrement: true })
  addEventListener('click', ({ target }) => {
    opened.result.transaction('updates', 'readwrite').objectStore('updates').add({ document: 'floor', bytes: new Uint8Array(300) })
    target.setAttribute('aria-pressed', 'true')
  })
</script>`
