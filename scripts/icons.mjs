// Icons are drawn as they are: the library's own component works out each attribute of each of them every time, a tenth of a first screen.
const icon = /^const iconData = (\{.*\});$/m

/** @param {Record<string, string>} attributes */
const written = attributes =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')

/** @param {string} source One file of the library. @returns {string} */
export function drawn(source) {
  const { size, node } = JSON.parse(/** @type {RegExpExecArray} */ (icon.exec(source))[1] ?? '')
  const shapes = node.map((/** @type {[string, Record<string, string>]} */ [tag, attributes]) => `<${tag}${written(attributes)} />`)
  return `<script>
  const { class: extra, style, 'aria-label': label, 'aria-hidden': hidden = label ? undefined : 'true' } = $props()
</script>
<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor"
  stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {style} aria-label={label} aria-hidden={hidden}
  class={['lucide-icon', extra]}>${shapes.join('')}</svg>`
}

/** @returns {import('vite').Plugin} */
export const icons = () => ({
  name: 'relais-icons',
  enforce: 'pre',
  transform: { filter: { id: /\/@lucide\/svelte\/dist\/icons\/[^?]+\.svelte$/ }, handler: source => drawn(source) },
})
