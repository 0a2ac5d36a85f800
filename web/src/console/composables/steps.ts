import type { CenterReport, Status } from '@shared/api/types'

/** States in which a unit has the case. */
const AT_UNIT = ['assigned', 'in_progress'] as const
const OPEN = ['accepted', 'assigned', 'in_progress', 'resolved', 'verified'] as const

const PUBLISHABLE = [...OPEN, 'closed'] as const

/** What a dispatcher can do with a case, with its key. The server has the last word; this only offers what it would take. */
export const STEPS = {
  accept: { key: 'a', from: ['submitted'] },
  reject: { key: 'x', from: ['submitted', 'accepted'] },
  merge: { key: 'm', from: ['submitted', 'accepted', 'assigned', 'in_progress'] },
  unmerge: { key: 'm', from: ['merged'] },
  ask: { key: 'q', from: ['submitted', 'accepted'] },
  assign: { key: 's', from: ['accepted', 'assigned', 'in_progress'] },
  verify: { key: 'v', from: ['resolved'] },
  close: { key: 'c', from: ['accepted', 'verified'] },
  reopen: { key: 'o', from: ['closed'] },
  regrade: { key: 'g', from: ['closed'] },
  suspend: { key: 'p', from: AT_UNIT },
  resume: { key: 'p', from: ['submitted', ...OPEN] },
  supervise: { key: 'u', from: OPEN },
  unsupervise: { key: 'u', from: OPEN },
  publish: { key: 'w', from: PUBLISHABLE },
  unpublish: { key: 'w', from: PUBLISHABLE },
} as const satisfies Record<string, { key: string; from: readonly Status[] }>

export type Step = keyof typeof STEPS

/** Whether a key stands for a step at all. */
export const isStepKey = (key: string): boolean => Object.values(STEPS).some((each) => each.key === key)

/** The steps that a case's standing allows; a case that a unit still has cannot be closed from `accepted`. */
export function stepsFor(report: Pick<CenterReport, 'status' | 'unit' | 'pause' | 'supervision' | 'published'>): Step[] {
  const fits: Partial<Record<Step, boolean>> = {
    close: report.status !== 'accepted' || !report.unit,
    ask: !report.pause && !report.unit,
    suspend: !report.pause,
    resume: Boolean(report.pause),
    supervise: !report.supervision,
    unsupervise: Boolean(report.supervision),
    publish: !report.published,
    unpublish: report.published,
  }
  return (Object.keys(STEPS) as Step[]).filter((step) => (fits[step] ?? true) && (STEPS[step].from as readonly Status[]).includes(report.status))
}
