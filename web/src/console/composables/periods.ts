import { ref, type Ref } from 'vue'
import type { Period } from '@shared/api/calls/figures'
import { localDate } from '@shared/lib/when'

/** Periods that are asked for again and again. */
export const SPANS = ['this_month', 'last_month', 'last_30_days', 'this_year'] as const
export type Span = (typeof SPANS)[number]

const DAY_MS = 86_400_000

/** The first and last local date of a span that ends today, or of the month before. */
export function datesOf(span: Span, now: Date): Period {
  const today = localDate(now)
  const [year = 0, month = 1] = today.split('-').map(Number)
  const on = (y: number, m: number, d: number) => new Date(Date.UTC(y, m, d)).toISOString().slice(0, 10)
  switch (span) {
    case 'this_month': return { from: on(year, month - 1, 1), to: today }
    case 'last_month': return { from: on(year, month - 2, 1), to: on(year, month - 1, 0) }
    case 'last_30_days': return { from: new Date(Date.parse(today) - 29 * DAY_MS).toISOString().slice(0, 10), to: today }
    case 'this_year': return { from: on(year, 0, 1), to: today }
  }
}

/** Every local date of a period, in order. */
export function daysOf({ from, to }: Period): string[] {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10))
}

const chosen = ref<Period>(datesOf('this_month', new Date()))

/** The period that the pages of figures share. */
export const usePeriod = (): Ref<Period> => chosen
