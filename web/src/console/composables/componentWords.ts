import type { Language } from 'element-plus/es/locale'
import { shallowRef } from 'vue'

/** The words inside Element Plus's own parts (date picker, pagination) in the page's language. */
export const componentWords = shallowRef<Language | undefined>(undefined)
