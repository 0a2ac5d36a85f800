/**
 * Code 128, subset C: pairs of digits, as pay codes of 18 digits need. Widths are in modules; bars and gaps take
 * turns, beginning with a bar.
 */
const WIDTHS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232'
).split(' ')
const START_C = 105
const STOP = '2331112'

/** One bar: where it begins and how wide it is, in modules. */
export interface Bar {
  x: number
  width: number
}

/** The bars of an even number of digits, and the whole width in modules without quiet zone. */
export function code128c(digits: string): { bars: Bar[]; width: number } {
  if (!/^(\d\d)+$/.test(digits)) throw new RangeError('Code 128 C takes an even number of digits')
  const values = (digits.match(/\d\d/g) ?? []).map(Number)
  const check = values.reduce((total, value, index) => total + value * (index + 1), START_C) % 103
  const pattern = [START_C, ...values, check].map((value) => WIDTHS[value]).join('') + STOP
  const bars: Bar[] = []
  let x = 0
  for (const [index, module] of Array.from(pattern, Number).entries()) {
    if (index % 2 === 0) bars.push({ x, width: module })
    x += module
  }
  return { bars, width: x }
}
