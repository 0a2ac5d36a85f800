/** Counts of reports as charts: what ECharts is told to draw. */
import type { Period } from '@shared/api/calls/figures'
import type { ReportCounts } from '@shared/api/types'
import type { ChartOption } from './echarts'
import { daysOf } from './periods'

const GREEN = '#06763c'
const GOLD = '#f0b429'
const GREY = '#c9c5b8'
const LINE = { lineStyle: { color: '#eceae0' } }
/** More bars than this cannot be read; the table below names all. */
const MOST_BARS = 16
export const ROW_PX = 30

type Item = ReportCounts['items'][number]
/** What a bar is made of. */
export const PARTS = ['closed', 'open', 'ended'] as const
export type Part = (typeof PARTS)[number]
const COLORS: Record<Part, string> = { closed: GREEN, open: GOLD, ended: GREY }

/** Reports that ended without being closed count as one part. */
export const partOf = (item: Item, part: Part) => (part === 'ended' ? item.rejected + item.merged + item.withdrawn : item[part])

const base = (legend: boolean) => ({
  grid: { left: 8, right: 24, top: legend ? 36 : 14, bottom: 4, containLabel: true },
  ...(legend ? { legend: { top: 0, left: 0, icon: 'roundRect' } } : {}),
  tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
})

/** Most reports first: one bar for each key. */
export function barsOf(counts: ReportCounts, name: (item: Item) => string, part: (part: Part) => string): { option: ChartOption; bars: number } {
  const most = [...counts.items].sort((a, b) => b.reports - a.reports).slice(0, MOST_BARS)
  return {
    bars: most.length,
    option: {
      ...base(true),
      xAxis: { type: 'value', minInterval: 1, splitLine: LINE },
      yAxis: { type: 'category', inverse: true, data: most.map(name), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { width: 150, overflow: 'truncate' } },
      series: PARTS.map((each) => ({ name: part(each), type: 'bar', stack: 'all', data: most.map((item) => partOf(item, each)), itemStyle: { color: COLORS[each] }, barMaxWidth: 18 })),
    },
  }
}

/** Reports and closed ones by the day they were filed; days without any are shown as such. */
export function daysChart(counts: ReportCounts, period: Period, words: { reports: string; closed: string }): ChartOption {
  const byDay = new Map(counts.items.map((item) => [item.key, item]))
  const days = daysOf(period)
  const line = (name: string, color: string, value: (item: Item) => number) => ({
    name, type: 'line', smooth: 0.3, symbol: days.length > 45 ? 'none' : 'circle', symbolSize: 5, data: days.map((day) => { const item = byDay.get(day); return item ? value(item) : 0 }),
    itemStyle: { color }, areaStyle: { color, opacity: 0.1 },
  })
  return {
    ...base(true),
    xAxis: { type: 'category', data: days.map((day) => day.slice(5)), axisTick: { show: false }, boundaryGap: false },
    yAxis: { type: 'value', minInterval: 1, splitLine: LINE },
    series: [line(words.reports, GOLD, (item) => item.reports), line(words.closed, GREEN, (item) => item.closed)],
  }
}

/** Reports by the hour of the day. */
export function hoursChart(counts: ReportCounts, words: string): ChartOption {
  const byHour = new Map(counts.items.map((item) => [item.key, item.reports]))
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
  return {
    ...base(false),
    xAxis: { type: 'category', data: hours, axisTick: { show: false } },
    yAxis: { type: 'value', minInterval: 1, splitLine: LINE },
    series: [{ name: words, type: 'bar', data: hours.map((hour) => byHour.get(hour) ?? 0), itemStyle: { color: GOLD, borderRadius: [3, 3, 0, 0] }, barMaxWidth: 16 }],
  }
}
