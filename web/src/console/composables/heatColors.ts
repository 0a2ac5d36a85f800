/** From few to many; each step is darker than the one before, so that it is seen without telling colours apart. */
export const HEAT_COLORS = ['#ffe39a', '#fbc04a', '#ee8f26', '#d4551c', '#9c1f17'] as const

/** The colour of a cell beside the densest one: by its logarithm, or one dense corner would make all others look empty. */
export function heatColor(reports: number, most: number): string {
  const share = most <= 1 ? 1 : Math.log1p(reports) / Math.log1p(most)
  const step = Math.min(HEAT_COLORS.length - 1, Math.floor(share * HEAT_COLORS.length))
  return HEAT_COLORS[Math.max(0, step)] ?? HEAT_COLORS[0]
}
