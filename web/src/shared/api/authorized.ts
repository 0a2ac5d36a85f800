/** A fetch with the session's token, for what openapi-fetch does not carry: streams and files. A new token is asked for once. */
import { bearer } from './client'

export async function authorized(path: string, init: RequestInit = {}): Promise<Response> {
  const ask = (token: string | null) =>
    fetch(path, { ...init, headers: { 'Accept-Language': bearer().language(), ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(init.headers as Record<string, string> | undefined) } })
  const answer = await ask(bearer().token())
  if (answer.status !== 401) return answer
  const token = await bearer().renew()
  return token === null ? answer : ask(token)
}
