/** A line drawing for each kind of problem, by the category's code; 32 × 32. */
export interface Picture {
  tone: 'street' | 'municipal' | 'safety'
  path: string
}

const PICTURES: Record<string, Picture> = {
  exposed_garbage: { tone: 'street', path: 'M10 12h12l-1 13H11zM8 12h16M13 12V9h6v3M14 16v5M18 16v5' },
  green_belt_garbage: { tone: 'street', path: 'M16 25v-9M16 16c-6 0-8-4-8-8 5 0 8 3 8 8zM16 19c5 0 8-3 8-7-5 0-8 2-8 7' },
  illegal_ads: { tone: 'street', path: 'M9 8h14v11H9zM12 12h8M12 15h5M16 19v6M12 25h8' },
  street_vending: { tone: 'street', path: 'M7 13l3-5h12l3 5zM9 13v11M23 13v11M9 18h14' },
  shop_spillover: { tone: 'street', path: 'M8 14v10h16V14M7 14l2-6h14l2 6zM13 24v-6h6v6' },
  piled_materials: { tone: 'street', path: 'M8 23h16M10 23v-5h6v5M16 23v-5h6v5M13 18v-5h6v5' },
  street_laundry: { tone: 'street', path: 'M7 9h18M11 9v3l-2 2v9h9v-9l-2-2V9M21 9v10h3V9' },
  shared_bikes: { tone: 'street', path: 'M10 23a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM22 23a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 19l4-8h5l3 8M13 14h7M12 11h3' },
  illegal_parking: { tone: 'street', path: 'M7 20v-4l2-5h14l2 5v4zM7 16h18M11 20v2M21 20v2M11 18h.5M20.500 18h.5' },
  blocked_fire_lane: { tone: 'street', path: 'M7 24h18M9 24V12h14v12M12 16h8M12 20h8M16 12V8' },
  street_lamp: { tone: 'municipal', path: 'M12 25V9c0-2 8-3 9 1M18 10h6l-1 3h-4zM9 25h6' },
  road_surface: { tone: 'municipal', path: 'M11 25l2-17M21 25L19 8M15 13l2 3-2 3 2 3' },
  manhole_cover: { tone: 'municipal', path: 'M16 24a8 5 0 1 0 0-13 8 5 0 0 0 0 13zM11 17h10M13 14h6M13 20h6' },
  guardrail: { tone: 'municipal', path: 'M7 13h18M7 19h18M10 10v14M16 10v14M22 10v14' },
  road_marking: { tone: 'municipal', path: 'M11 25l2-17M21 25L19 8M16 8v3M16 14v4M16 21v4' },
  road_flooding: { tone: 'municipal', path: 'M7 19c2-2 4-2 6 0s4 2 6 0 4-2 6 0M7 24c2-2 4-2 6 0s4 2 6 0 4-2 6 0M16 7l-3 4a3.500 3.500 0 1 0 6 0z' },
  water_leak: { tone: 'municipal', path: 'M7 11h10v4h5v4h-4v-1h-4v-3H7zM20 22l-1.500 2.500a1.700 1.700 0 1 0 3 0z' },
  fallen_tree: { tone: 'municipal', path: 'M8 24l12-9M20 15c-3-5 1-9 4-7 3 2 1 8-4 7zM7 25h8' },
  public_toilet: { tone: 'municipal', path: 'M11 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 13h4v6h-1v5h-2v-5H9zM21 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM21 13l-3 7h2v4h2v-4h2z' },
  bus_stop: { tone: 'municipal', path: 'M9 8h14v13H9zM9 16h14M12 21v3M20 21v3M12 18.500h.5M19.500 18.500h.5' },
  fire_hazard: { tone: 'safety', path: 'M16 7l10 17H6zM16 13v5M16 21v.5' },
  gas_hazard: { tone: 'safety', path: 'M12 12h8v12h-8zM14 12V9h4v3M16 15c-2 3-2 5 0 5s2-2 0-5' },
  unsafe_building: { tone: 'safety', path: 'M8 24V14l8-6 8 6v10zM17 11l-2 4 3 3-2 6' },
  slope_slide: { tone: 'safety', path: 'M7 24h18M7 24L19 9l2 5M15 24l5-7 5 7M10 13h.5M13 10h.5' },
  sewage_discharge: { tone: 'safety', path: 'M7 10h9v5h-3M16 18l-2 3a2.300 2.300 0 1 0 4 0zM22 15l-1.500 2.500a1.700 1.700 0 1 0 3 0z' },
  open_burning: { tone: 'safety', path: 'M16 8c1 4 6 6 6 11a6 6 0 0 1-12 0c0-3 2-4 2-7 2 1 3 2 3 4 1-2 2-4 1-8z' },
  noise: { tone: 'safety', path: 'M8 13h4l5-4v14l-5-4H8zM20 13c2 2 2 4 0 6M23 10c3 4 3 8 0 12' },
  neighbour_dispute: { tone: 'safety', path: 'M11 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM21 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 24c0-5 2-8 5-8s4 2 5 4c1-2 2-4 5-4s5 3 5 8' },
}

const OTHER: Picture = { tone: 'municipal', path: 'M16 24a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM16 12v5M16 20v.5' }

/** The picture for a category; a plain mark for one that nobody has drawn yet. */
export function pictureOf(code: string): Picture {
  return PICTURES[code] ?? OTHER
}
