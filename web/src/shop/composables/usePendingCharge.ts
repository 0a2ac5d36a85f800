import { randomId } from '@shared/lib/random'
import { recall, remember } from '@shared/lib/storage'

/** A charge that was sent. Until its answer is known it outlives even a closed page, with the key it went under. */
export interface Charge {
  key: string
  pay_code: string
  beans: string
  order_no: string
  sent_at: string
}

const place = (cashier_id: string) => `gb.charge.${cashier_id}`

/** A new charge under a new key. */
export function newCharge(pay_code: string, beans: string, order_no: string): Charge {
  return { key: randomId(), pay_code, beans, order_no, sent_at: new Date().toISOString() }
}

export function keepCharge(cashier_id: string, charge: Charge | null): void {
  remember(place(cashier_id), charge ? JSON.stringify(charge) : null)
}

/** The charge whose answer never came, if there is one. */
export function keptCharge(cashier_id: string): Charge | null {
  const words = recall(place(cashier_id))
  if (!words) return null
  try {
    return JSON.parse(words) as Charge
  } catch {
    return null
  }
}
