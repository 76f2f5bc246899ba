import { defineConfig } from 'vite';

/** The admin app, built into `dist/web` and served by the service at `/admin`. */
export default defineConfig({
  base: '/admin/',
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/v1': 'http://localhost:3978' } },
});
