import { knows, language, say } from './index'

/** A category in the page's language. The server names it in Chinese; for other languages the pages know the usual ones. */
export function categoryName(code: string, name: string): string {
  return language() !== 'zh-CN' && knows(`category.${code}`) ? say(`category.${code}`) : name
}
