import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { newPayCode, wallet, walletEntries } from '@shared/api/calls/wallet'
import { asApiError, type ApiError } from '@shared/api/errors'
import { listen } from '@shared/api/events'
import type { PayCode, WalletEntry } from '@shared/api/types'

const TICK_MS = 250
const LOOK_EVERY_MS = 2_000
/** While the server tells by itself, looking is only for what might have been missed. */
const LOOK_EVERY_WHILE_TOLD_MS = 15_000
/** A code is renewed this long before its end, so that none is scanned in its last moment. */
const RENEW_BEFORE_MS = 3_000
const AGAIN_AFTER_MS = 4_000

/** A living pay code: counts down, renews itself, and tells the moment a till has used it. */
export function usePayCode() {
  const code = shallowRef<PayCode | null>(null)
  const balance = ref<string | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const used = shallowRef<WalletEntry | null>(null)
  const now = ref(Date.now())
  let lastSeq: number | null = null
  let issued_ms = 0
  let busy = false
  let looking = false
  let next_look_ms = 0
  let next_try_ms = 0
  let over = false
  let told = false

  const left_ms = computed(() => (code.value ? new Date(code.value.expires_at).getTime() - now.value : 0))
  const left_s = computed(() => Math.max(0, Math.ceil(left_ms.value / 1000)))
  const share = computed(() => {
    if (!code.value) return 0
    const whole = new Date(code.value.expires_at).getTime() - issued_ms
    return whole > 0 ? Math.max(0, Math.min(1000, Math.round((left_ms.value / whole) * 1000))) : 0
  })

  async function renew(): Promise<void> {
    if (busy || over) return
    busy = true
    try {
      if (lastSeq === null) lastSeq = (await walletEntries(undefined, 1)).items[0]?.seq ?? 0
      const fresh = await newPayCode()
      if (over) return
      issued_ms = Date.now()
      code.value = fresh
      error.value = null
      balance.value = (await wallet()).balance
    } catch (cause) {
      error.value = asApiError(cause)
      const wait = error.value.retry_after_s
      next_try_ms = Date.now() + (wait === null ? AGAIN_AFTER_MS : wait * 1000)
    } finally {
      busy = false
    }
  }

  /** Whether a till has taken beans since the page was opened. */
  async function look(): Promise<void> {
    if (looking || lastSeq === null) return
    looking = true
    try {
      const [latest] = (await walletEntries(undefined, 1)).items
      if (latest && latest.seq > lastSeq) {
        lastSeq = latest.seq
        if (latest.kind === 'redeem') {
          used.value = latest
          code.value = null
        }
      }
    } catch {
      // The next look asks again; the countdown goes on meanwhile.
    } finally {
      looking = false
    }
  }

  function tick(): void {
    now.value = Date.now()
    if (document.visibilityState !== 'visible' || used.value) return
    if ((!code.value || left_ms.value <= RENEW_BEFORE_MS) && now.value >= next_try_ms) void renew()
    if (code.value && left_ms.value <= 0) code.value = null
    if (now.value >= next_look_ms) {
      next_look_ms = now.value + (told ? LOOK_EVERY_WHILE_TOLD_MS : LOOK_EVERY_MS)
      void look()
    }
  }

  /** After a payment: a new code for the next one. */
  function again(): void {
    used.value = null
    code.value = null
    void renew()
  }

  const deaf = listen(
    (notice) => {
      if (notice.kind === 'beans_redeemed') void look()
    },
    (open) => {
      told = open
    },
  )
  const timer = setInterval(tick, TICK_MS)
  tick()
  onScopeDispose(() => {
    over = true
    clearInterval(timer)
    deaf()
  })
  return { code, balance, error, used, left_s, share, again }
}
