import { createPinia } from 'pinia'
import { Locale } from 'vant'
import { createApp } from 'vue'
import '@shared/styles/base.css'
import '@shared/styles/vant.css'
import { startI18n } from '@shared/i18n'
import sharedWords from '@shared/i18n/zh-CN.json'
import { startSession } from '@shared/session'
import App from './App.vue'
import words from './i18n/zh-CN.json'
import { router } from './router'

async function start(): Promise<void> {
  const i18n = await startI18n(
    {
      // What nearly everybody reads comes with the page; the other language when it is asked for.
      'zh-CN': () => Promise.resolve([{ default: sharedWords }, { default: words }]),
      en: () => Promise.all([import('@shared/i18n/en.json'), import('./i18n/en.json')]),
    },
    async (language) => {
      if (language === 'en') Locale.use('en-US', (await import('vant/es/locale/lang/en-US')).default)
      else Locale.use('zh-CN')
    },
  )
  const app = createApp(App).use(createPinia())
  startSession('resident', ['resident'])
  app.use(i18n).use(router).mount('#app')
}

void start()
