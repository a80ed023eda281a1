import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const inAddin = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Two pages, the tab and the pane, with the code they share in common chunks. */
export default defineConfig({
  root: inAddin('.'),
  base: '/',
  publicDir: inAddin('./public'),
  plugins: [react()],
  build: {
    outDir: inAddin('../dist/addin'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: [inAddin('./tab.html'), inAddin('./pane.html')] },
  },
});
