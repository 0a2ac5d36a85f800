import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { VantResolver } from '@vant/auto-import-resolver'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed'
import { shell } from './build/shell'
import { withoutIconFont } from './build/without-icon-font'
import { contentSecurityPolicy } from './build/content-security-policy'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env['GOLDEN_BEANS_URL'] ?? 'http://127.0.0.1:8080'
const proxy = { '/api': { target: server, changeOrigin: true } }

export default defineConfig({
  plugins: [
    withoutIconFont(),
    vue(),
    shell(),
    compressed(),
    Components({
      dirs: [],
      dts: false,
      resolvers: [VantResolver(), ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  resolve: { alias: { '@shared': at('./src/shared') } },
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { host: '127.0.0.1', port: 5173, proxy },
  preview: {
    host: '127.0.0.1',
    port: 4173,
    proxy,
    headers: { 'Content-Security-Policy': contentSecurityPolicy },
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // A first load of few files: on a slow line every further round of requests is felt more than some bytes.
        codeSplitting: {
          groups: [
            { name: 'frame', test: /node_modules\/(?:@vue|vue|vue-router|vue-i18n|@intlify|pinia|openapi-fetch)\// },
            { name: 'ground', test: /src\/shared\/(?:api\/(?!calls)|lib|i18n\/[^/]*(?:\.ts|zh-CN\.json)|session|styles\/(?:base|tokens)|ui\/(?:BeanIcon|ErrorNote|LanguageSwitch|LoginForm|SessionGate))/ },
          ],
        },
      },
      input: {
        resident: at('./index.html'),
        shop: at('./shop/index.html'),
        console: at('./console/index.html'),
        sw: at('./worker/sw.ts'),
      },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
