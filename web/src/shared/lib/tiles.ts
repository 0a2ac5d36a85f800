/** The ground of a map: the district's squares, or a bare grid (`.gb-map`) where it has chosen none. */
import type { Map as LeafletMap } from 'leaflet'
import type { PublicMap } from '../api/types'
import '../styles/map.css'

/**
 * Puts the squares under a map, and says from whom they are. The owner of a map is told which site shows it, as owners ask
 * for, and no more: not the page.
 */
export function layTiles(L: typeof import('leaflet'), map: LeafletMap, settings: PublicMap): void {
  if (settings.tile_urls.length === 0) return
  for (const url of settings.tile_urls) L.tileLayer(url, { maxNativeZoom: settings.tile_max_zoom, maxZoom: map.getMaxZoom(), referrerPolicy: 'strict-origin' }).addTo(map)
  const credit = document.createElement('p')
  credit.className = 'gb-map-credit'
  credit.textContent = settings.tile_attribution
  map.getContainer().append(credit)
}
