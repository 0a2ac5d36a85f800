import { computed, ref, shallowRef } from 'vue'
import { shops } from '@shared/api/calls/wallet'
import type { Shop } from '@shared/api/types'
import { usePlace } from './usePlace'

/** A partner shop with its distance, where both places are known. */
export interface Near {
  shop: Shop
  distance_m: number | null
}

const EARTH_M = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in metres. */
export function distance_m(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const half = (x: number) => Math.sin(radians(x) / 2) ** 2
  const h = half(b.lat - a.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(b.lng - a.lng)
  return 2 * EARTH_M * Math.asin(Math.sqrt(h))
}

/** Active shops, nearest first when the phone has said where it is. */
export function useNearby() {
  const all = shallowRef<Shop[]>([])
  const loaded = ref(false)
  const place = usePlace()

  async function load(): Promise<void> {
    all.value = (await shops()).items.filter((shop) => shop.active)
    loaded.value = true
    await place.locateIfAllowed()
  }

  const near = computed<Near[]>(() => {
    const here = place.here.value
    return all.value
      .map((shop) => ({ shop, distance_m: here && shop.location ? distance_m(here, shop.location) : null }))
      .sort((a, b) => (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity))
  })

  return { near, loaded, load, locate: place.locate, here: place.here }
}
