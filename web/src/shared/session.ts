/**
 * Who is using this page. The access token lives in memory only; the refresh token is an HttpOnly cookie that the
 * script never sees, one for each of the three pages, so that they can be open side by side.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, ask, configureClient } from './api/client'
import { ApiError, asApiError } from './api/errors'
import type { Me, Role } from './api/types'
import { language } from './i18n'
import { deviceId } from './lib/device'
import { recall, remember } from './lib/storage'

/** The three pages; also the suffix of each one's cookie. */
export type AppName = 'resident' | 'shop' | 'console'

interface AppSession {
  name: AppName
  roles: readonly Role[]
}

let app: AppSession = { name: 'resident', roles: ['resident'] }

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  /** True while somebody is asked to log in again over the page that they were filling in. */
  const asking = ref(false)
  /** True while a page that was closed finds out who had been using it. */
  const restoring = ref(false)
  /** Why nobody can say at present who had been using the page: no answer came. */
  const lost = shallowRef<ApiError | null>(null)
  let restoration: Promise<boolean> | null = null
  let token: string | null = null
  let renewal: Promise<string | null> | null = null
  let waiting: ((token: string | null) => void)[] = []

  /** Where this browser keeps who is signed in, by id. */
  const flag = () => `gb.signed-in.${app.name}`
  const headers = () => ({ 'X-Session-Cookie': app.name })

  async function login(username: string, password: string, otp?: string): Promise<void> {
    const answer = await ask(
      api().POST('/api/v1/auth/login', {
        params: { header: { ...headers(), 'X-Device-Id': deviceId() } },
        body: { username, password, ...(otp ? { otp } : {}) },
      }),
    )
    if (!app.roles.includes(answer.role)) {
      token = answer.access_token
      await logout()
      throw new ApiError(403, 'wrong_page')
    }
    if (me.value && asking.value) {
      const before = me.value.id
      token = answer.access_token
      await load()
      // Somebody else sat down: what the first person had open must not be theirs.
      if (me.value?.id !== before) location.reload()
    } else {
      token = answer.access_token
      await load()
    }
    lost.value = null
    asking.value = false
    settle(token)
  }

  async function load(): Promise<void> {
    me.value = await ask(api().GET('/api/v1/me'))
    remember(flag(), me.value.id)
  }

  async function refresh(): Promise<string | null> {
    try {
      const answer = await ask(api().POST('/api/v1/auth/refresh', { params: { header: headers() } }))
      token = answer.access_token
      return token
    } catch (cause) {
      const error = asApiError(cause)
      // Only who is told that the session is over has to log in again: not for a line or a server in trouble.
      if (error.unanswered || error.status === 429 || error.status >= 500) throw error
      token = null
      remember(flag(), null)
      return null
    }
  }

  /** A new access token: by the cookie, else by asking the person, who may also decline. */
  function renew(): Promise<string | null> {
    renewal ??= (async () => {
      const silent = await refresh()
      if (silent !== null || me.value === null) return silent
      asking.value = true
      return new Promise<string | null>((resolve) => waiting.push(resolve))
    })().finally(() => {
      renewal = null
    })
    return renewal
  }

  function settle(outcome: string | null): void {
    const all = waiting
    waiting = []
    for (const resolve of all) resolve(outcome)
  }

  /** The person would rather not log in again now. */
  function decline(): void {
    asking.value = false
    token = null
    me.value = null
    settle(null)
  }

  /** At the start of a page: back in without a word where the cookie is still good. */
  function restore(): Promise<boolean> {
    if (me.value) return Promise.resolve(true)
    if (recall(flag()) === null) return Promise.resolve(false)
    restoration ??= (async () => {
      restoring.value = true
      try {
        const silent = await refresh()
        if (silent !== null) await load()
        lost.value = null
        return silent !== null
      } catch (cause) {
        lost.value = asApiError(cause)
        throw cause
      }
    })().finally(() => {
      restoring.value = false
      restoration = null
    })
    return restoration
  }

  async function logout(): Promise<void> {
    try {
      await ask(api().POST('/api/v1/auth/logout', { params: { header: headers() } }))
    } catch (cause) {
      if (asApiError(cause).unanswered) throw cause
    } finally {
      token = null
      me.value = null
      remember(flag(), null)
    }
  }

  /** Whose things on this device may be shown: the person's, or while no answer comes, those of whoever used the page last. */
  const owner_id = computed(() => me.value?.id ?? (lost.value ? recall(flag()) : null))

  const bearer = { token: () => token, renew, language }
  return { me, asking, restoring, lost, owner_id, signedIn: computed(() => me.value !== null), login, logout, restore, decline, load, bearer }
})

/** Called once by each page's start. */
export function startSession(name: AppName, roles: readonly Role[]): void {
  app = { name, roles }
  configureClient(useSession().bearer)
}
