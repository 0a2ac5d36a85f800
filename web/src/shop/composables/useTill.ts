import { computed, ref, shallowRef } from 'vue'
import { redeem } from '@shared/api/calls/checkout'
import { asApiError, type ApiError } from '@shared/api/errors'
import type { Redemption } from '@shared/api/types'
import { fromHundredths, hundredths, isPositive } from '@shared/lib/beans'
import { keepCharge, keptCharge, newCharge, type Charge } from './usePendingCharge'
import { readySounds, soundNo, soundScan, soundYes } from './useSounds'

export const PAY_CODE_DIGITS = 18
const LONGEST_AMOUNT = 9

/** What the till shows. `unsure`: the answer was lost, and only asking again can tell. */
export type Step =
  | { name: 'enter' }
  | { name: 'charging' }
  | { name: 'yes'; redemption: Redemption }
  | { name: 'no'; error: ApiError; charge: Charge }
  | { name: 'unsure'; charge: Charge }

/** One till: a code, an amount, one tap, and an answer that is never charged twice. */
export function useTill(cashier_id: string) {
  const code = ref('')
  const amount = ref('')
  const orderNo = ref('')
  const step = shallowRef<Step>({ name: 'enter' })
  const hasCode = computed(() => code.value.length === PAY_CODE_DIGITS)
  const ready = computed(() => hasCode.value && isPositive(amount.value))

  const lost = keptCharge(cashier_id)
  if (lost) step.value = { name: 'unsure', charge: lost }

  function setCode(text: string): void {
    const digits = text.replace(/\D/g, '').slice(0, PAY_CODE_DIGITS)
    if (digits.length === PAY_CODE_DIGITS && digits !== code.value) soundScan()
    code.value = digits
  }

  function press(key: string): void {
    readySounds()
    if (key === 'back') amount.value = amount.value.slice(0, -1)
    else if (key === 'clear') amount.value = ''
    else if (key === '.') {
      if (!amount.value.includes('.')) amount.value = `${amount.value || '0'}.`
    } else {
      const next = amount.value === '0' ? key : amount.value + key
      if (/^\d+(\.\d{0,2})?$/.test(next) && next.length <= LONGEST_AMOUNT) amount.value = next
    }
  }

  async function send(charge: Charge): Promise<void> {
    step.value = { name: 'charging' }
    keepCharge(cashier_id, charge)
    try {
      const redemption = await redeem(charge.pay_code, charge.beans, charge.order_no, charge.key)
      keepCharge(cashier_id, null)
      step.value = { name: 'yes', redemption }
      soundYes()
    } catch (cause) {
      const error = asApiError(cause)
      // Nobody knows whether a lost answer was a yes: the charge is kept, and asked for again under its key.
      if (error.unanswered || error.status === 401 || error.status >= 500) {
        step.value = { name: 'unsure', charge }
      } else {
        keepCharge(cashier_id, null)
        step.value = { name: 'no', error, charge }
      }
      soundNo()
    }
  }

  async function charge(): Promise<void> {
    if (!ready.value || step.value.name !== 'enter') return
    readySounds()
    await send(newCharge(code.value, fromHundredths(hundredths(amount.value)), orderNo.value.trim()))
  }

  async function askAgain(): Promise<void> {
    if (step.value.name === 'unsure') await send(step.value.charge)
  }

  /** Ready for the next customer; after a refusal the amount stays, because only the code was wrong. */
  function next(): void {
    if (step.value.name !== 'no') {
      amount.value = ''
      orderNo.value = ''
    }
    code.value = ''
    step.value = { name: 'enter' }
  }

  return { code, amount, orderNo, step, hasCode, ready, setCode, press, charge, askAgain, next }
}
