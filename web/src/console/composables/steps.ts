import type { Status } from '@shared/api/types'

/** What a dispatcher can do with a case, with its key. The server has the last word; this only offers what it would take. */
export const STEPS = {
  accept: { key: 'a', from: ['submitted'] },
  reject: { key: 'x', from: ['submitted', 'accepted'] },
  merge: { key: 'm', from: ['submitted', 'accepted', 'assigned', 'in_progress'] },
  assign: { key: 's', from: ['accepted', 'assigned', 'in_progress'] },
  verify: { key: 'v', from: ['resolved'] },
  close: { key: 'c', from: ['accepted', 'verified'] },
  reopen: { key: 'o', from: ['closed'] },
} as const satisfies Record<string, { key: string; from: readonly Status[] }>

export type Step = keyof typeof STEPS

/** The steps that a case's state allows; a case that a unit still has cannot be closed from `accepted`. */
export function stepsFor(status: Status, hasUnit: boolean): Step[] {
  return (Object.keys(STEPS) as Step[]).filter((step) => {
    if (step === 'close' && status === 'accepted' && hasUnit) return false
    return (STEPS[step].from as readonly Status[]).includes(status)
  })
}
