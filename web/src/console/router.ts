import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@shared/api/types'
import { useSession } from '@shared/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may see this; without it, everybody who is logged in. */
    roles?: Role[]
  }
}

const DISPATCH: Role[] = ['dispatcher']
const SCHEME: Role[] = ['admin', 'finance', 'auditor', 'dispatcher']
const LEDGER: Role[] = ['auditor', 'finance']
const WATCH: Role[] = ['auditor', 'admin']
const FIGURES: Role[] = ['dispatcher', 'handler', 'auditor', 'admin']
const LOOK_BACK: Role[] = ['dispatcher', 'auditor', 'admin']

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./views/LoginView.vue') },
  { path: '/otp', name: 'otp', component: () => import('./views/OtpView.vue') },
  { path: '/', name: 'overview', component: () => import('./views/OverviewView.vue'), meta: { roles: SCHEME } },
  { path: '/queue', name: 'queue', component: () => import('./views/QueueView.vue'), meta: { roles: DISPATCH } },
  { path: '/cases/:id', name: 'case', component: () => import('./views/CaseView.vue'), props: true, meta: { roles: ['dispatcher', 'admin'] } },
  { path: '/tasks', name: 'tasks', component: () => import('./views/TasksView.vue'), meta: { roles: ['handler'] } },
  { path: '/figures', name: 'figures', component: () => import('./views/FiguresView.vue'), meta: { roles: FIGURES } },
  { path: '/heat', name: 'heat', component: () => import('./views/HeatView.vue'), meta: { roles: FIGURES } },
  { path: '/requests', name: 'requests', component: () => import('./views/RequestsView.vue'), meta: { roles: ['dispatcher', 'admin'] } },
  { path: '/unplaced', name: 'unplaced', component: () => import('./views/UnplacedView.vue'), meta: { roles: ['dispatcher', 'admin'] } },
  { path: '/look-backs', name: 'look_backs', component: () => import('./views/LookBacksView.vue'), meta: { roles: LOOK_BACK } },
  { path: '/look-backs/:id', name: 'look_back', component: () => import('./views/LookBackView.vue'), props: true, meta: { roles: LOOK_BACK } },
  { path: '/anomalies', name: 'anomalies', component: () => import('./views/AnomaliesView.vue'), meta: { roles: WATCH } },
  { path: '/suspensions', name: 'suspensions', component: () => import('./views/SuspensionsView.vue'), meta: { roles: WATCH } },
  { path: '/users', name: 'users', component: () => import('./views/UsersView.vue'), meta: { roles: ['admin'] } },
  { path: '/units', name: 'units', component: () => import('./views/UnitsView.vue'), meta: { roles: ['admin'] } },
  { path: '/shops', name: 'shops', component: () => import('./views/ShopsView.vue'), meta: { roles: ['admin', 'finance'] } },
  { path: '/categories', name: 'categories', component: () => import('./views/CategoriesView.vue'), meta: { roles: ['admin', 'dispatcher'] } },
  { path: '/campaigns', name: 'campaigns', component: () => import('./views/CampaignsView.vue'), meta: { roles: ['admin', 'finance', 'auditor'] } },
  { path: '/campaigns/:id', name: 'campaign', component: () => import('./views/CampaignView.vue'), props: true, meta: { roles: ['admin', 'finance', 'auditor'] } },
  { path: '/accounts', name: 'accounts', component: () => import('./views/AccountsView.vue'), meta: { roles: LEDGER } },
  { path: '/journal', name: 'journal', component: () => import('./views/JournalView.vue'), meta: { roles: LEDGER } },
  { path: '/journal/:seq(\\d+)', name: 'transaction', component: () => import('./views/TransactionView.vue'), props: (to) => ({ seq: Number(to.params['seq']) }), meta: { roles: LEDGER } },
  { path: '/verify', name: 'verify', component: () => import('./views/VerifyView.vue'), meta: { roles: ['auditor'] } },
  { path: '/templates', name: 'templates', component: () => import('./views/TemplatesView.vue'), meta: { roles: ['admin'] } },
  { path: '/notices', name: 'notices', component: () => import('./views/NoticesView.vue') },
  { path: '/calendar', name: 'calendar', component: () => import('./views/CalendarView.vue'), meta: { roles: ['admin', 'dispatcher', 'handler'] } },
  { path: '/api-keys', name: 'api_keys', component: () => import('./views/ApiKeysView.vue'), meta: { roles: ['admin'] } },
  { path: '/exports', name: 'exports', component: () => import('./views/ExportsView.vue'), meta: { roles: WATCH } },
  { path: '/looks', name: 'looks', component: () => import('./views/LooksView.vue'), meta: { roles: WATCH } },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** Where each role's day begins. */
const HOME: Partial<Record<Role, string>> = { dispatcher: '/queue', handler: '/tasks', admin: '/campaigns', finance: '/campaigns', auditor: '/journal' }

export const homeOf = (role: Role | undefined): string => (role && HOME[role]) ?? '/login'

export const router = createRouter({ history: createWebHashHistory(), routes })

router.beforeEach(async (to) => {
  const session = useSession()
  const signedIn = await session.restore().catch(() => false)
  if (to.name === 'login') return signedIn ? homeOf(session.me?.role) : true
  if (!signedIn || !session.me) return { name: 'login', query: { next: to.fullPath } }
  if (session.me.otp_enrollment_required) return to.name === 'otp' ? true : { name: 'otp' }
  if (to.meta.roles && !to.meta.roles.includes(session.me.role)) return homeOf(session.me.role)
  return true
})
