import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

// The backend serves dist/ itself; `npm run dev` is for work on the pages, with a backend running beside it.
export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/service-worker',
      filename: 'sw.ts',
      // The page registers it itself, once it is idle, and public/ has the manifest.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        // All of it, so that every page opens without a network.
        globPatterns: ['index.html', '*.{svg,png,js,webmanifest}', 'assets/*.{js,css}'],
        globIgnores: ['sw.js'],
        rollupFormat: 'iife',
      },
    }),
  ],
  build: {
    // The first versions with light-dark() and <dialog>: older ones would get a rewritten style sheet in which the always
    // dark viewer takes the colours of the page.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:3000' } },
})
