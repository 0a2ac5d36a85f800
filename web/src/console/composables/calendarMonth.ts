/** A month of the working calendar as weeks of days, Monday first. */
import type { Calendar, SpecialDay } from '@shared/api/types'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type WeekDay = (typeof WEEKDAYS)[number]

const DAY_MS = 86_400_000
const iso = (at: number) => new Date(at).toISOString().slice(0, 10)

export interface CalendarDay {
  /** YYYY-MM-DD. */
  on: string
  day: number
  /** False for the days before and after that fill the weeks. */
  inside: boolean
  /** What the weekday alone says. */
  workday: boolean
  special: SpecialDay | undefined
}

/** Monday is 0. */
export const weekdayOf = (on: string): WeekDay => WEEKDAYS[(new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'monday'

/** The weeks of a month `YYYY-MM`. */
export function weeksOf(month: string, calendar: Calendar): CalendarDay[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const before = (new Date(first).getUTCDay() + 6) % 7
  const special = new Map(calendar.days.map((day) => [day.on, day]))
  const worked = new Set<string>(calendar.weekdays)
  const weeks: CalendarDay[][] = []
  for (let at = first - before * DAY_MS; weeks.length === 0 || iso(at).startsWith(month); at += 7 * DAY_MS) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const on = iso(at + index * DAY_MS)
        return { on, day: Number(on.slice(8)), inside: on.startsWith(month), workday: worked.has(weekdayOf(on)), special: special.get(on) }
      }),
    )
  }
  return weeks
}

/** The month that is `by` months away. */
export function monthAway(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** The date that is `by` days away. */
export const dayAway = (on: string, by: number) => iso(Date.parse(`${on}T00:00:00Z`) + by * DAY_MS)

/** The calendar with a date changed, or as its weekday says when `day` is null; dates stay in order. */
export function withDay(calendar: Calendar, on: string, day: Omit<SpecialDay, 'on'> | null): Calendar {
  const others = calendar.days.filter((each) => each.on !== on)
  const days = day ? [...others, { on, ...day }].sort((a, b) => a.on.localeCompare(b.on)) : others
  return { ...calendar, days }
}
