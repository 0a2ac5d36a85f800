import { ref, type Ref, type ShallowRef } from 'vue'
import { useKeys } from './keys'

/**
 * Which card of a list the keys mean: `j` and `k` or the arrows move to another, which comes into sight; every other key is
 * `press`ed on that card, and tells whether it meant something.
 */
export function useCardKeys<Item>(items: ShallowRef<Item[]>, press: (key: string, item: Item) => boolean): { at: Ref<number> } {
  const at = ref(0)
  function move(by: number): void {
    at.value = Math.max(0, Math.min(items.value.length - 1, at.value + by))
    document.querySelectorAll('.cards > li')[at.value]?.scrollIntoView({ block: 'nearest' })
  }
  useKeys(({ key }) => {
    const item = items.value[at.value]
    if (key === 'j' || key === 'ArrowDown') move(1)
    else if (key === 'k' || key === 'ArrowUp') move(-1)
    else return item !== undefined && press(key, item)
    return true
  })
  return { at }
}
