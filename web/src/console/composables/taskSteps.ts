/** What a unit does with a task, with its key. */
export const TASK_KEYS = { sign: 'g', start: 's', resolve: 'r', ask: 'a', extend: 'e', suspend: 'p', resume: 'p', return: 't' } as const

export type TaskStep = keyof typeof TASK_KEYS

/** Those that ask for words first. */
export type AskedStep = Exclude<TaskStep, 'start' | 'sign'>
