import { describe, expect, it } from 'vitest'
import { fromHundredths, hundredths, isPositive, left, permille, showBeans, showSigned, sum } from '../src/shared/lib/beans'

describe('beans are exact decimals', () => {
  it('keeps what a float would lose', () => {
    expect(sum(['0.10', '0.20'])).toBe('0.30')
    expect(showBeans('90071992547409.93')).toBe('90,071,992,547,409.93')
  })

  it('reads and writes the wire form', () => {
    for (const beans of ['0.00', '12.50', '-3.05', '50000.00']) expect(fromHundredths(hundredths(beans))).toBe(beans)
    expect(hundredths('12.5')).toBe(1250n)
    expect(() => hundredths('1.234')).toThrow(RangeError)
    expect(() => hundredths('1e3')).toThrow(RangeError)
  })

  it('shows amounts for people', () => {
    expect(showBeans('1250.00')).toBe('1,250')
    expect(showBeans('12.50')).toBe('12.50')
    expect(showSigned('-3.50')).toBe('−3.50')
    expect(showSigned('10.00')).toBe('+10')
  })

  it('fills rings between empty and full', () => {
    expect(permille('5.00', '20.00')).toBe(250)
    expect(permille('25.00', '20.00')).toBe(1000)
    expect(permille('0.00', '0.00')).toBe(1000)
    expect(left('25.00', '20.00')).toBe('0.00')
  })

  it('takes only amounts above zero from a keypad', () => {
    for (const good of ['1', '0.01', '12.5']) expect(isPositive(good)).toBe(true)
    for (const bad of ['', '0', '0.00', '.', '1.', '1.234', '-1']) expect(isPositive(bad)).toBe(false)
  })
})
