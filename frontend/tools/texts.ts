// Makes src/lib/paraglide/ from messages/: every file there is a language, English is the one the others follow.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '@inlang/paraglide-js';

const frontend = join(import.meta.dirname, '..');
const project = join(frontend, 'node_modules/.cache/headache-diary/texts.inlang');

export const messages = join(frontend, '..', 'messages');

export function languages(): string[] {
  return readdirSync(messages)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

// The plugin is the one of node_modules: the tool's own default would fetch one from elsewhere.
export async function makeTexts(): Promise<void> {
  mkdirSync(project, { recursive: true });
  const settings = {
    baseLocale: 'en',
    locales: languages(),
    modules: [join(frontend, 'node_modules/@inlang/plugin-message-format/dist/index.js')],
    'plugin.inlang.messageFormat': { pathPattern: join(messages, '{locale}.json') },
  };
  writeFileSync(join(project, 'settings.json'), JSON.stringify(settings));
  await compile({
    project,
    outdir: join(frontend, 'src/lib/paraglide'),
    strategy: ['globalVariable', 'baseLocale'],
    emitReadme: false,
    emitPrettierIgnore: false,
    emitGitIgnore: false,
  });
}

if (import.meta.main) await makeTexts();
