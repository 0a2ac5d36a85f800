/** Places in the datum that a map shows. What a satellite says and what maps in mainland China draw lie some hundred metres apart. */
import gcoord from 'gcoord'
import type { Location } from '../api/types'

export type Datum = Location['datum']
export interface Point {
  lat: number
  lng: number
}
/** A point without a datum is the satellites'. */
export type Place = Point & { datum?: Datum }

const SYSTEMS = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02 } as const

/** Where a place lies in a datum, in degrees. */
export function inDatum(place: Place, datum: Datum): Point {
  const { lat, lng, datum: from = 'wgs84' } = place
  if (from === datum) return { lat, lng }
  const [there_lng, there_lat] = gcoord.transform([lng, lat], SYSTEMS[from], SYSTEMS[datum])
  return { lat: there_lat, lng: there_lng }
}

/** Digits behind the point that a place is told with: about ten centimetres. */
const DIGITS = 6
export const rounded = ({ lat, lng }: Point): Point => ({ lat: Number(lat.toFixed(DIGITS)), lng: Number(lng.toFixed(DIGITS)) })

/** A pair of degrees with anything between them that people and maps put there. */
const PAIR = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/

/**
 * Degrees as somebody copied them from a map: north first, as the world writes it, or east first, as maps in China do.
 * Which it is shows where the first number is too large for a latitude.
 */
export function readDegrees(text: string): Point | null {
  const [, first, second] = PAIR.exec(text) ?? []
  if (first === undefined || second === undefined) return null
  const [lat, lng] = Math.abs(Number(first)) > 90 ? [Number(second), Number(first)] : [Number(first), Number(second)]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && (lat !== 0 || lng !== 0) ? { lat, lng } : null
}
