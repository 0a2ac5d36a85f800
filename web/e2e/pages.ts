import type { App } from './visitor'

/** Every page that somebody can look at, and who looks at it. `:report`, `:campaign` and `:sample` stand for ids. */
export interface Look {
  name: string
  app: App
  username?: string
  hash: string
}

const PHONE_NUMBER = '13600002222'
export const SITTER = { phone: PHONE_NUMBER, name: '陈小红' }

export const LOOKS: Look[] = [
  ...[
    ['home', '/'], ['new', '/new'], ['reports', '/reports'], ['joined', '/reports?show=joined'], ['report', '/reports/:report'], ['wallet', '/wallet'], ['statement', '/wallet/statement'],
    ['pay', '/pay'], ['shops', '/shops'], ['me', '/me'], ['rank', '/rank'], ['looks', '/looks'], ['notices', '/notices'],
    ['earning', '/earning'], ['account', '/account'], ['results', '/results'], ['result', '/results/:report'],
  ].map(([name, hash]) => ({ name: `resident-${name}`, app: 'resident' as const, username: PHONE_NUMBER, hash: hash! })),
  { name: 'resident-guest', app: 'resident', hash: '/' },
  { name: 'resident-login', app: 'resident', hash: '/login' },
  { name: 'resident-register', app: 'resident', hash: '/register' },
  { name: 'shop-login', app: 'shop', hash: '/login' },
  ...[['till', '/'], ['recent', '/recent'], ['today', '/today']].map(([name, hash]) => ({ name: `shop-${name}`, app: 'shop' as const, username: 'cashier', hash: hash! })),
  { name: 'console-login', app: 'console', hash: '/login' },
  ...[['queue', '/queue'], ['case', '/cases/:report'], ['overview', '/'], ['figures', '/figures'], ['heat', '/heat'], ['look-back', '/look-backs/:sample'], ['requests', '/requests'], ['unplaced', '/unplaced'], ['notices', '/notices']].map(([name, hash]) => ({ name: `console-${name}`, app: 'console' as const, username: 'dispatcher', hash: hash! })),
  { name: 'console-tasks', app: 'console', username: 'handler', hash: '/tasks' },
  ...[['campaigns', '/campaigns'], ['campaign', '/campaigns/:campaign'], ['users', '/users'], ['units', '/units'], ['shops', '/shops'], ['categories', '/categories'], ['templates', '/templates'], ['anomalies', '/anomalies'], ['suspensions', '/suspensions'], ['look-backs', '/look-backs'], ['api-keys', '/api-keys'], ['calendar', '/calendar']].map(([name, hash]) => ({ name: `console-${name}`, app: 'console' as const, username: 'admin', hash: hash! })),
  ...[['accounts', '/accounts'], ['journal', '/journal'], ['transaction', '/journal/2'], ['verify', '/verify'], ['looks', '/looks'], ['exports', '/exports']].map(([name, hash]) => ({ name: `console-${name}`, app: 'console' as const, username: 'auditor', hash: hash! })),
]
