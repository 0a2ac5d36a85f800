import { shallowRef } from 'vue'
import { units as askUnits } from '@shared/api/calls/admin'
import { categories as askCategories } from '@shared/api/calls/reports'
import type { CategoryGroup, Unit } from '@shared/api/types'

const units = shallowRef<Unit[]>([])
const groups = shallowRef<CategoryGroup[]>([])

/** Units and categories, asked for once and shared by the pages that choose among them. */
export function useLookups() {
  async function load(): Promise<void> {
    const [unitPage, categoryPage] = await Promise.all([units.value.length ? null : askUnits(), groups.value.length ? null : askCategories()])
    if (unitPage) units.value = unitPage.items
    if (categoryPage) groups.value = categoryPage.items
  }
  function forget(): void {
    units.value = []
    groups.value = []
  }
  const unitName = (id: string | null | undefined) => units.value.find((unit) => unit.id === id)?.name ?? ''
  return { units, groups, load, forget, unitName }
}
