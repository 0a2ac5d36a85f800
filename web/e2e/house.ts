/** A server of its own for a test file: an empty folder, a free port, and people of every role. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = process.env['GOLDEN_BEANS_BIN'] ?? join(import.meta.dirname, '../../target/debug/golden-beans')
export const PASSWORD = 'correct horse battery'
const STAFF = ['admin', 'dispatcher', 'finance', 'auditor'] as const
const CATEGORIES = [
  ['exposed_garbage', '暴露垃圾', 'street_order'],
  ['street_vending', '占道经营', 'street_order'],
  ['shared_bikes', '共享单车乱停', 'street_order'],
  ['blocked_fire_lane', '占用消防通道', 'street_order'],
  ['street_lamp', '路灯不亮', 'municipal'],
  ['manhole_cover', '井盖缺损', 'municipal'],
  ['fallen_tree', '行道树倾倒', 'municipal'],
  ['gas_hazard', '燃气隐患', 'safety'],
] as const
const START_MS = 30_000

export interface House {
  url: string
  unit_id: string
  shop_id: string
  campaign_id: string
  /** Asks the API as one of the people. */
  ask: <Answer = Record<string, unknown>>(who: string, method: string, path: string, body?: unknown) => Promise<Answer>
  resident: (phone: string, name: string) => Promise<void>
  stop: () => Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function run(args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')}: ${code} ${said}`))))
    child.stdin.end(input)
  })
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not become ready')
}

const today = (plus_days = 0) => new Date(Date.now() + plus_days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)

type Ask = House['ask']

/** One unit, one shop, some categories, people for them, and a campaign that pays. */
async function furnish(ask: Ask): Promise<Pick<House, 'unit_id' | 'shop_id' | 'campaign_id'>> {
  const unit_id = (await ask<{ id: string }>('admin', 'POST', '/units', { name: '区城市管理局' })).id
  const shop_id = (await ask<{ id: string }>('admin', 'POST', '/shops', { name: '幸福超市', address: '麒麟南路8号', location: { lat: 25.493, lng: 103.798, datum: 'wgs84' } })).id
  for (const [code, name, group] of CATEGORIES) await ask('admin', 'POST', '/categories', { code, name, group, unit_id, limits: { handling: { amount: 24, unit: 'hours' } } })
  await ask('admin', 'POST', '/users', { role: 'handler', username: 'handler', password: PASSWORD, name: '张师傅', unit_id })
  await ask('admin', 'POST', '/users', { role: 'cashier', username: 'cashier', password: PASSWORD, name: '赵收银', shop_id })
  const campaign_id = (await ask<{ id: string }>('admin', 'POST', '/campaigns', { name: '幸福麒麟第一季', starts_on: today(-40), ends_on: today(50) })).id
  await ask('admin', 'POST', `/campaigns/${campaign_id}/rules`, { effective_from: today(-40), minor: '5', general: '10', major: '20', daily_cap: '20', monthly_cap: '300' })
  await ask('finance', 'POST', `/campaigns/${campaign_id}/fund`, { beans: '50000', memo: '区财政拨款' })
  await ask('admin', 'POST', `/campaigns/${campaign_id}/activate`)
  return { unit_id, shop_id, campaign_id }
}

/** Starts a server with one unit, one shop, a funded and active campaign, and users named like their roles. */
export async function openHouse(settings: NodeJS.ProcessEnv = {}): Promise<House> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run cargo build, or set GOLDEN_BEANS_BIN`)
  const folder = mkdtempSync(join(tmpdir(), 'golden-beans-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    GOLDEN_BEANS__SERVER__LISTEN: `127.0.0.1:${port}`,
    GOLDEN_BEANS__DATABASE__URL: `sqlite://${folder}/golden-beans.db`,
    GOLDEN_BEANS__STORAGE__URL: `file://${folder}/photos`,
    GOLDEN_BEANS__AUTH__SECRET: 'only for tests: forty characters of it, or so',
    GOLDEN_BEANS__AUTH__ARGON2_MEMORY_KIB: '1024',
    GOLDEN_BEANS__AUTH__ARGON2_ITERATIONS: '1',
    // Pages are filled in faster by a test than by people.
    GOLDEN_BEANS__PAY_CODES__ISSUES_PER_MINUTE: '100',
    ...settings,
    ...(process.env['GOLDEN_BEANS_E2E_ENV'] ? (JSON.parse(process.env['GOLDEN_BEANS_E2E_ENV']) as NodeJS.ProcessEnv) : {}),
  }
  await run(['migrate'], env)
  for (const role of STAFF) await run(['user', 'add', '--role', role, '--username', role, '--password-stdin'], env, PASSWORD)
  const server = spawn(PROGRAM, ['serve'], { env, stdio: ['ignore', 'ignore', 'ignore'] })
  await untilReady(url, server)


  const tokens = new Map<string, string>()
  let keys = 0
  async function raw(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    const init: RequestInit = { method, headers: { 'Content-Type': 'application/json', ...headers } }
    if (body !== undefined) init.body = JSON.stringify(body)
    return fetch(`${url}/api/v1${path}`, init)
  }
  async function ask<Answer>(who: string, method: string, path: string, body?: unknown): Promise<Answer> {
    if (!tokens.has(who)) {
      const login = await raw('POST', '/auth/login', { username: who, password: PASSWORD }, {})
      if (!login.ok) throw new Error(`login of ${who}: ${login.status} ${await login.text()}`)
      tokens.set(who, ((await login.json()) as { access_token: string }).access_token)
    }
    keys += 1
    const key: Record<string, string> = method === 'POST' ? { 'Idempotency-Key': `house-${keys}` } : {}
    const answer = await raw(method, path, body, { Authorization: `Bearer ${tokens.get(who)}`, ...key })
    if (!answer.ok) throw new Error(`${who} ${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? {} : await answer.json()) as Answer
  }

  async function stop(): Promise<void> {
    server.kill('SIGTERM')
    if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true })
  }

  const furnished = await furnish(ask).catch(async (cause: unknown) => {
    await stop()
    throw cause
  })
  return {
    url,
    ...furnished,
    ask,
    async resident(phone, name) {
      const answer = await raw('POST', '/residents', { phone, password: PASSWORD, name }, {})
      if (answer.status !== 201) throw new Error(`registering: ${answer.status} ${await answer.text()}`)
    },
    stop,
  }
}
