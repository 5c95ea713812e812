import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { priorities, taskStatuses } from '@rondo/schema/events/task.ts';
import react from '@vitejs/plugin-react';
import postcssPresetMantine from 'postcss-preset-mantine';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Where `npm start` listens; the development server passes the API on to it. */
const server = process.env.RONDO_URL ?? 'http://localhost:4000';

const passOn = {
  target: server,
  ws: true,
  changeOrigin: true,
  // The gateway refuses pages of other origins, and this one's is the development server's.
  headers: { origin: server },
};

/** The filter language takes two lists of words from the module of the events; the schemas in it, and zod, need not come along. */
const taskWords: Plugin = {
  name: 'rondo-task-words',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/events/task.ts') && importer?.includes('/schema/src/filter/') ? '\0rondo-task-words' : null,
  load: (id) =>
    id === '\0rondo-task-words'
      ? `export const priorities = ${JSON.stringify(priorities)};\nexport const taskStatuses = ${JSON.stringify(taskStatuses)};`
      : null,
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    taskWords,
    react(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: false,
      includeAssets: ['icon.svg', 'icon-192.png', 'icon-512.png'],
      manifest: {
        name: 'Rondo',
        short_name: 'Rondo',
        description: 'A calm place for your tasks.',
        id: '/',
        start_url: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#3b5bdb',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
        shortcuts: [{ name: 'Add a task', url: '/today?add' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
        navigateFallback: '/index.html',
        // These are the server's own.
        navigateFallbackDenylist: [/^\/(graphql|api|health|metrics|calendar|calendar-feeds)(\/|$|\?)/],
        importScripts: ['push.js'],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        skipWaiting: true,
      },
    }),
  ],
  resolve: {
    alias: [
      // Of what the filter language shares with the server: see src/time/temporal.ts.
      { find: /^temporal-polyfill$/, replacement: join(import.meta.dirname, 'src/time/temporal.ts') },
      { find: /^temporal-polyfill-source$/, replacement: fileURLToPath(import.meta.resolve('temporal-polyfill')) },
    ],
  },
  css: { postcss: { plugins: [postcssPresetMantine()] } },
  build: {
    target: 'es2022',
    manifest: true,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/graphql': passOn, '/api': passOn, '/calendar-feeds': passOn } },
});
