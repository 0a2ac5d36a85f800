import { createRouter, createWebHashHistory } from 'vue-router'
import { useSession } from '@shared/session'
import HomeView from './views/HomeView.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to people who are not logged in. */
    open?: boolean
    /** Shows the bar at the bottom. */
    tab?: boolean
    /** Opens for whoever used the page last while no answer comes: what is there lies on the phone. */
    offline?: boolean
  }
}

export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: HomeView, meta: { open: true, tab: true } },
    { path: '/login', name: 'login', component: () => import('./views/LoginView.vue'), meta: { open: true } },
    { path: '/register', name: 'register', component: () => import('./views/RegisterView.vue'), meta: { open: true } },
    { path: '/shops', name: 'shops', component: () => import('./views/ShopsView.vue') },
    { path: '/new', name: 'new', component: () => import('./views/NewReportView.vue'), meta: { offline: true } },
    { path: '/reports', name: 'reports', component: () => import('./views/ReportsView.vue'), meta: { tab: true } },
    { path: '/reports/:id', name: 'report', component: () => import('./views/ReportView.vue'), props: true },
    { path: '/wallet', name: 'wallet', component: () => import('./views/WalletView.vue'), meta: { tab: true } },
    { path: '/wallet/statement', name: 'statement', component: () => import('./views/StatementView.vue') },
    { path: '/pay', name: 'pay', component: () => import('./views/PayCodeView.vue') },
    { path: '/me', name: 'me', component: () => import('./views/MeView.vue'), meta: { tab: true } },
    { path: '/rank', name: 'rank', component: () => import('./views/RankView.vue') },
    { path: '/results', name: 'results', component: () => import('./views/ResultsView.vue'), meta: { open: true } },
    { path: '/results/:id', name: 'result', component: () => import('./views/ResultView.vue'), props: true, meta: { open: true } },
    { path: '/earning', name: 'earning', component: () => import('./views/EarningView.vue') },
    { path: '/account', name: 'account', component: () => import('./views/AccountView.vue') },
    { path: '/looks', name: 'looks', component: () => import('./views/LooksView.vue') },
    { path: '/notices', name: 'notices', component: () => import('./views/NoticesView.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  const restored = session.restore().catch(() => false)
  // The first page is there at once; what is the resident's own follows when the server has said who it is.
  if (to.name === 'home') return true
  const signedIn = await restored
  if (to.meta.open || signedIn) return true
  if (to.meta.offline && session.owner_id) return true
  return { name: 'login', query: { next: to.fullPath } }
})
