import { ref, shallowRef } from 'vue'

/** A position in WGS 84 degrees. */
export interface Here {
  lat: number
  lng: number
}

const TIMEOUT_MS = 10_000

/** Where the phone is. It is asked for only when somebody wants it, or was allowed before. */
export function usePlace() {
  const here = shallowRef<Here | null>(null)
  const locating = ref(false)
  const refused = ref(false)

  function locate(): Promise<Here | null> {
    if (!('geolocation' in navigator)) {
      refused.value = true
      return Promise.resolve(null)
    }
    locating.value = true
    return new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          here.value = { lat: Number(coords.latitude.toFixed(6)), lng: Number(coords.longitude.toFixed(6)) }
          locating.value = false
          refused.value = false
          resolve(here.value)
        },
        () => {
          locating.value = false
          refused.value = true
          resolve(null)
        },
        { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 30_000 },
      )
    })
  }

  async function locateIfAllowed(): Promise<void> {
    const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
    if (permission?.state === 'granted') await locate()
  }

  return { here, locating, refused, locate, locateIfAllowed }
}
