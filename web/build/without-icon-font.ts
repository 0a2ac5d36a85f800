import type { Plugin } from 'vite'

/**
 * Vant's icon font weighs 30 kB compressed and names a content network of its maker as its second source. The pages
 * draw their own icons and use none of it, so its declaration is cut out: lighter, and no other host is ever asked.
 */
export function withoutIconFont(): Plugin {
  return {
    name: 'golden-beans:without-icon-font',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/vant\/.*\.css($|\?)/.test(id) || !code.includes('@font-face')) return null
      return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null }
    },
  }
}
