import { createRouter, createWebHashHistory } from 'vue-router'
import { useSession } from '@shared/session'
import TillView from './views/TillView.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'till', component: TillView },
    { path: '/login', name: 'login', component: () => import('./views/LoginView.vue') },
    { path: '/recent', name: 'recent', component: () => import('./views/RecentView.vue') },
    { path: '/today', name: 'today', component: () => import('./views/TodayView.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  const signedIn = await useSession()
    .restore()
    .catch(() => false)
  if (to.name === 'login') return signedIn ? { name: 'till' } : true
  return signedIn ? true : { name: 'login' }
})
