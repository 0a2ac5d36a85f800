/** A field that the server did not like. */
export interface FieldError {
  field: string
  code: string
  detail?: string
}

/** Everything that can go wrong with a call, as one thing: `code` picks the words from the i18n files. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** Stable snake_case code of the server, or `offline`, `timeout`, `unexpected`. */
    readonly code: string,
    readonly detail = '',
    readonly fields: readonly FieldError[] = [],
    readonly retry_after_s: number | null = null,
    readonly request_id: string | null = null,
  ) {
    super(`${status} ${code}`)
    this.name = 'ApiError'
  }

  /** True when nobody can say whether the server did it: ask again with the same key. */
  get unanswered(): boolean {
    return [0, 502, 503, 504].includes(this.status) || this.code === 'idempotency_in_progress'
  }
}

/** Reads a problem document; an answer that is none (a proxy's page) becomes `unexpected`. */
export function problem(response: Response, body: unknown): ApiError {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const retry = Number.parseInt(response.headers.get('Retry-After') ?? '', 10)
  return new ApiError(
    response.status,
    typeof told['code'] === 'string' ? told['code'] : response.status === 401 ? 'unauthorized' : 'unexpected',
    typeof told['detail'] === 'string' ? told['detail'] : '',
    Array.isArray(told['errors']) ? (told['errors'] as FieldError[]) : [],
    Number.isNaN(retry) ? null : retry,
    typeof told['request_id'] === 'string' ? told['request_id'] : null,
  )
}

/** Whatever was thrown, as an ApiError. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  if (cause instanceof DOMException && cause.name === 'TimeoutError') return new ApiError(0, 'timeout')
  if (cause instanceof TypeError) return new ApiError(0, 'offline', cause.message)
  return new ApiError(0, 'unexpected', String(cause))
}
