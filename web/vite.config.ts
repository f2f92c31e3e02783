import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const outDir = here('../src/kaibo/console/static/web')

const entries = ['room', 'studio'].map((name) => here(`./${name}.html`))

/** WhiteNoise serves the .br or .gz file beside an asset; it never compresses by itself. */
function precompress(): Plugin {
  return {
    name: 'kaibo-precompress',
    apply: 'build',
    writeBundle() {
      const assets = join(outDir, 'assets')
      for (const name of readdirSync(assets)) {
        if (!/\.(js|css|svg)$/.test(name)) continue
        const content = readFileSync(join(assets, name))
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content))
      }
    },
  }
}

export default defineConfig({
  base: '/static/web/',
  resolve: { alias: { '@': here('./src') } },
  plugins: [
    vue(),
    // Element Plus belongs to the studio only; the buyer room stays small.
    Components({ dirs: [], dts: 'src/studio/components.d.ts', resolvers: [ElementPlusResolver()] }),
    precompress(),
  ],
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    target: 'es2020', // phones of 2020 and WeChat's in-app browser
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or fonts
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: entries },
  },
})
