import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { announcer } from './tools/announcer.ts';
import { target } from './tools/floor.ts';
import { base, fetchedWith, noCursors, plainState } from './tools/lean.ts';
import { site } from './tools/site.ts';
import { makeTexts, messages } from './tools/texts.ts';
import { versionOf } from './tools/version.ts';

function texts(): Plugin {
  return {
    name: 'texts',
    apply: (_, { command }) => command === 'serve' && !process.env['VITEST'],
    configureServer(server) {
      server.watcher.add(messages);
      server.watcher.on('change', (path) => path.startsWith(messages) && makeTexts());
    },
  };
}

makeTexts();
const version = versionOf(import.meta.dirname);

export default defineConfig({
  plugins: [
    announcer(),
    plainState(),
    noCursors(),
    texts(),
    sveltekit({
      adapter: site(),
      serviceWorker: { register: false },
      paths: { relative: false },
      version: { name: version, pollInterval: 0 },
    }),
  ],
  // Not by $app/env: that reads it from the page when it is loaded, and the base is loaded before the page hands it over.
  define: { __DIARY_VERSION__: JSON.stringify(version) },
  build: { target, modulePreload: { resolveDependencies: fetchedWith } },
  environments: {
    client: { build: { rolldownOptions: { output: { codeSplitting: { groups: [base] } } } } },
  },
  server: { proxy: { '/api': 'http://localhost:8000' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
