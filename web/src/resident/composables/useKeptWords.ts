import { ref, watch, type Ref } from 'vue'
import { recall, remember } from '@shared/lib/storage'
import { useSession } from '@shared/session'

/** Words that somebody is writing, kept on this phone until they are sent: a closed page loses none. */
export function useKeptWords(what: string): { words: Ref<string>; sent: () => void } {
  const place = `gb.words.${useSession().me?.id ?? ''}.${what}`
  const words = ref(recall(place) ?? '')
  watch(words, (text) => remember(place, text || null))
  return {
    words,
    sent: () => {
      words.value = ''
    },
  }
}
