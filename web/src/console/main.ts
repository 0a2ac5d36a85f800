import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@shared/styles/base.css'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'
import '@shared/styles/element.css'
import './console.css'
import { startI18n } from '@shared/i18n'
import sharedWords from '@shared/i18n/zh-CN.json'
import { startSession } from '@shared/session'
import App from './App.vue'
import { componentWords } from './composables/componentWords'
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
      componentWords.value =
        language === 'en' ? (await import('element-plus/es/locale/lang/en.mjs')).default : (await import('element-plus/es/locale/lang/zh-cn.mjs')).default
    },
  )
  const app = createApp(App).use(createPinia())
  startSession('console', ['dispatcher', 'handler', 'finance', 'auditor', 'admin'])
  app.use(i18n).use(router).mount('#app')
}

void start()
