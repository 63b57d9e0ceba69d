import Image from '@tiptap/extension-image'
import { mergeAttributes } from '@tiptap/core'
import { isPicture } from './picture-limits.ts'

export type PictureWidth = 'small' | 'medium' | 'full'

/** A picture of its own in the text. Whatever another replica wrote, only a picture the text carries is ever shown. */
export const Picture = Image.extend({
  addAttributes() {
    return {
      src: { default: null },
      alt: { default: null },
      width: {
        default: 'full',
        parseHTML: element => {
          const width = element.getAttribute('data-width')
          return width === 'small' || width === 'medium' ? width : 'full'
        },
        renderHTML: attributes => ({ 'data-width': attributes['width'] }),
      },
    }
  },
  parseHTML() {
    return [{ tag: 'img[src]', getAttrs: element => (isPicture(element.getAttribute('src')) ? null : false) }]
  },
  renderHTML({ HTMLAttributes: { src, alt, ...attributes } }) {
    return ['img', mergeAttributes(attributes, { src: isPicture(src) ? src : undefined, alt: typeof alt === 'string' ? alt : '' })]
  },
  // « ![words](address) » would fetch from elsewhere.
  addInputRules: () => [],
})
