import type { Point } from './datum'

/** Where a map opens before anybody has said where something is: the middle of the district. */
export const DISTRICT: Point = { lat: 25.495, lng: 103.797 }
