/** Instants and dates for people, in the district's zone whatever the device is set to. */
const ZONE = 'Asia/Shanghai'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options })
    formats.set(key, found)
  }
  return found
}

/** Day and minute: "7月3日 14:05". */
export function showInstant(at: string, locale: string): string {
  return format(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at))
}

/** With the year and seconds, for the journal. */
export function showExact(at: string, locale: string): string {
  return format(locale, { dateStyle: 'medium', timeStyle: 'medium', hour12: false } as Intl.DateTimeFormatOptions).format(new Date(at))
}

/** Minutes of a day: "14:05". */
export function showTime(at: string, locale: string): string {
  return format(locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at))
}

/** A local date `YYYY-MM-DD`: "2024年9月30日". */
export function showDate(on: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }).format(new Date(`${on}T00:00:00Z`))
}

/** The heading of a statement's month. */
export function showMonth(at: string, locale: string): string {
  return format(locale, { year: 'numeric', month: 'long' }).format(new Date(at))
}

/** The district's date of an instant, `YYYY-MM-DD`. */
export function localDate(at: Date): string {
  return format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** How long ago or from now, in words. `now_ms` comes from the caller's ticking clock. */
export function showDistance(at: string, now_ms: number, locale: string): string {
  const minutes = Math.round((new Date(at).getTime() - now_ms) / 60_000)
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const size = Math.abs(minutes)
  if (size < 60) return words.format(minutes, 'minute')
  if (size < 48 * 60) return words.format(Math.round(minutes / 60), 'hour')
  return words.format(Math.round(minutes / 1440), 'day')
}
