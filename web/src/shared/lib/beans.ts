/**
 * Beans are decimal strings with two places, as the server sends them. They are added and compared as whole
 * hundredths in BigInt: a float never touches a bean.
 */
export type Beans = string

const SHAPE = /^(-?)(\d+)(?:\.(\d{1,2}))?$/

/** Whole hundredths of a bean; throws on anything that is no amount. */
export function hundredths(beans: Beans): bigint {
  const match = SHAPE.exec(beans)
  if (!match) throw new RangeError(`not an amount of beans: ${beans}`)
  const whole = BigInt(match[2] ?? '0') * 100n + BigInt((match[3] ?? '').padEnd(2, '0') || '0')
  return match[1] === '-' ? -whole : whole
}

/** The wire form of whole hundredths: always two places. */
export function fromHundredths(value: bigint): Beans {
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** For people: thousands apart, and no places where they are zero: "1,250", "12.50". */
export function showBeans(beans: Beans): string {
  const exact = fromHundredths(hundredths(beans))
  const [whole = '0', places = '00'] = exact.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return places === '00' ? grouped : `${grouped}.${places}`
}

/** With its sign, for a statement: "+10", "−3.50" (a true minus). */
export function showSigned(beans: Beans): string {
  const value = hundredths(beans)
  const shown = showBeans(fromHundredths(value < 0n ? -value : value))
  return value < 0n ? `−${shown}` : `+${shown}`
}

/** How full a ring is, in thousandths (0…1000); a cap of zero counts as full. */
export function permille(part: Beans, whole: Beans): number {
  const all = hundredths(whole)
  if (all <= 0n) return 1000
  const share = (hundredths(part) * 1000n) / all
  return Number(share < 0n ? 0n : share > 1000n ? 1000n : share)
}

/** What is left of `whole` after `part`, never below zero. */
export function left(part: Beans, whole: Beans): Beans {
  const rest = hundredths(whole) - hundredths(part)
  return fromHundredths(rest < 0n ? 0n : rest)
}

/** True when `text`, as somebody typed it, is an amount above zero with at most two places. */
export function isPositive(text: string): boolean {
  return SHAPE.test(text) && hundredths(text) > 0n
}

/** The sum of many amounts. */
export function sum(amounts: readonly Beans[]): Beans {
  return fromHundredths(amounts.reduce((total, each) => total + hundredths(each), 0n))
}
