import { describe, expect, it } from 'vitest'
import { inDatum, readDegrees } from '../src/shared/lib/datum'

/** The public points that the server's own conversion is held to as well. */
const POINTS = [
  [31.1774276, 121.5272106, 31.17530398364597, 121.531541859215],
  [22.543847, 113.912316, 22.540796131694766, 113.9171764808363],
  [39.911954, 116.377817, 39.91334545536069, 116.38404722455657],
] as const

describe('a place is shown in the datum of the map', () => {
  it.each(POINTS)('%f, %f', (lat, lng, gcj_lat, gcj_lng) => {
    const there = inDatum({ lat, lng, datum: 'wgs84' }, 'gcj02')
    expect(there.lat).toBeCloseTo(gcj_lat, 7)
    expect(there.lng).toBeCloseTo(gcj_lng, 7)
    const back = inDatum({ ...there, datum: 'gcj02' }, 'wgs84')
    expect(back.lat).toBeCloseTo(lat, 6)
    expect(back.lng).toBeCloseTo(lng, 6)
  })

  it('leaves alone what is there already, and what lies outside of China', () => {
    expect(inDatum({ lat: 25.5, lng: 103.8, datum: 'gcj02' }, 'gcj02')).toEqual({ lat: 25.5, lng: 103.8 })
    expect(inDatum({ lat: 25.5, lng: 103.8 }, 'wgs84')).toEqual({ lat: 25.5, lng: 103.8 })
    expect(inDatum({ lat: 48.2, lng: 16.37 }, 'gcj02')).toEqual({ lat: 48.2, lng: 16.37 })
  })
})

describe('degrees are read as people copy them', () => {
  it.each(['25.4951, 103.7968', '103.7968,25.4951', ' 25.4951 103.7968 ', '25.4951，103.7968'])('%s', (text) => {
    expect(readDegrees(text)).toEqual({ lat: 25.4951, lng: 103.7968 })
  })

  it.each(['', '25.4951', 'north, east', '0, 0', '91, 92', '10, 181', '1e2, 3', '25.4951, 103.7968, 7'])('and nothing else: %s', (text) => {
    expect(readDegrees(text)).toBeNull()
  })
})
