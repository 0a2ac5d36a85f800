/** What maps are drawn on, as the district has set it; asked for when the first map is shown. */
import { district } from '../api/calls/public'
import type { PublicMap } from '../api/types'

/** Where nobody answers, a map is a grid all the same, about the middle of Qilin. */
const GRID: PublicMap = { center_lat: 25.495, center_lng: 103.797, tile_urls: [], tile_attribution: '', tile_datum: 'wgs84', tile_max_zoom: 18 }
/** A map is worth no longer waiting: the place is known without it. */
const PATIENCE_MS = 3_000

let asked: Promise<PublicMap> | null = null

export function mapSettings(): Promise<PublicMap> {
  asked ??= district().then((answer) => answer.map)
  const late = new Promise<PublicMap>((resolve) => setTimeout(resolve, PATIENCE_MS, GRID))
  return Promise.race([asked, late]).catch(() => {
    asked = null
    return GRID
  })
}
