import { createI18n, type I18n } from 'vue-i18n'
import { recall, remember } from '../lib/storage'

/** The languages of the pages; Chinese is what a new visitor gets unless the browser prefers English. */
export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

type Words = Record<string, unknown>
/** The words of one page in one language, fetched when that language is first wanted. */
export type Loaders = Record<Language, () => Promise<{ default: Words }[]>>
export type AppI18n = I18n<Record<string, never>, Record<string, never>, Record<string, never>, string, false>

const REMEMBERED = 'gb.language'

let i18n: AppI18n | null = null
let loaders: Loaders | null = null
let onChange: (language: Language) => Promise<void> = async () => {}
const loaded = new Set<Language>()

function preferred(): Language {
  const chosen = recall(REMEMBERED)
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag))
  return first?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/** Prepares the language of a page. `also` sets the language of the component library and the like. */
export async function startI18n(words: Loaders, also: (language: Language) => Promise<void>): Promise<AppI18n> {
  loaders = words
  onChange = also
  i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: {}, missingWarn: false, fallbackWarn: false }) as unknown as AppI18n
  await setLanguage(preferred(), false)
  return i18n
}

/** The language in use. */
export function language(): Language {
  return (i18n?.global.locale.value ?? 'zh-CN') as Language
}

/** Switches the page to a language, and remembers it when somebody chose it. */
export async function setLanguage(next: Language, chosen = true): Promise<void> {
  if (!i18n || !loaders) throw new Error('startI18n was not called')
  if (!loaded.has(next)) {
    for (const part of await loaders[next]()) i18n.global.mergeLocaleMessage(next, part.default as never)
    loaded.add(next)
  }
  await onChange(next)
  i18n.global.locale.value = next
  document.documentElement.lang = next
  document.title = i18n.global.t('app.title')
  if (chosen) remember(REMEMBERED, next)
}

/** The other language, for the one-tap switch. */
export function otherLanguage(): Language {
  return language() === 'en' ? 'zh-CN' : 'en'
}

/** Words outside of a component. */
export function say(key: string, values: Record<string, unknown> = {}): string {
  return (i18n?.global.t as ((key: string, values: object) => string) | undefined)?.(key, values) ?? key
}

/** Whether the present language has words for a key. */
export function knows(key: string): boolean {
  return (i18n?.global.te as ((key: string) => boolean) | undefined)?.(key) ?? false
}
