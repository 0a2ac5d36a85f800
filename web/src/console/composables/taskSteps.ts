/** What a unit does with a task, with its key. */
export const TASK_KEYS = { start: 's', resolve: 'r', extend: 'e', return: 't' } as const

export type TaskStep = keyof typeof TASK_KEYS
