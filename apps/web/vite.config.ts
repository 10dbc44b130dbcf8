import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** What the first screen is set in; other scripts and faces load when a page needs them. */
const FIRST_SCREEN_FONTS = [/instrument-sans-latin-wght-normal/, /newsreader-latin-opsz-normal/]

/**
 * A few files that every screen needs, rather than many small ones: each request costs a round trip. `contracts`
 * also has to be one, so that zod's settings are made before the first schema. Dialogs and menus stay apart, since
 * they bring most of their library along and are loaded when somebody reaches for them.
 */
const CHUNKS = [
  { name: 'contracts', test: /node_modules\/zod\/|packages\/contracts\/|no-code-from-text/ },
  { name: 'vendor', test: /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|@tanstack)\// },
  { name: 'shared', test: /node_modules\/lucide-react\/|src\/shared\/(?!ui\/(?:dialog|menu)\.tsx)/ },
]

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts()],
  build: {
    target: 'es2023',
    // The colours of light and dark stand in one `light-dark()` each, which older targets would rewrite.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    // The content security policy lets pictures and fonts come from files only.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true } } },
})

/** Fonts get their hashed names in the build, so their preload links can only be written there. */
function preloadFonts(): Plugin {
  return {
    name: 'kinfolio:preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        return Object.keys(bundle ?? {})
          .filter((file) => FIRST_SCREEN_FONTS.some((font) => font.test(file)))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' },
            injectTo: 'head' as const,
          }))
      },
    },
  }
}
