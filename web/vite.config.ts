import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The gateway serves `dist` under a policy without 'unsafe-inline': nothing here may put script, style or fonts inside the page.
export default defineConfig({
  plugins: [
    svelte({
      compilerOptions: {
        // From the text alone, so that the built bytes do not depend on where the folder lies.
        cssHash: ({ hash, css, name }) => `${name.toLowerCase()}-${hash(css)}`,
      },
    }),
  ],
  build: {
    target: 'es2022',
    // The first that know light-dark().
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.md' },
  },
  server: { proxy: { '/api': process.env.ASSISTANT_URL ?? 'http://127.0.0.1:8080' } },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
});
