import type { Plugin } from 'vite'

/**
 * Vant's icon font names a content network of its maker as the second source. The first source is inside the
 * style sheet already, so the second one is cut out: no page may ask another host for anything.
 */
export function withoutForeignFonts(): Plugin {
  return {
    name: 'golden-beans:without-foreign-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.css($|\?)/.test(id) || !code.includes('url(')) return null
      const own = code.replace(/,\s*url\((['"]?)(?:https?:)?\/\/[^)]*\)\s*format\([^)]*\)/g, '')
      return own === code ? null : { code: own, map: null }
    },
  }
}
