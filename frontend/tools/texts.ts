// Makes src/lib/paraglide/ from messages/: every file there is a language, English is the one the others follow.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = join(import.meta.dirname, '..');
const project = join(frontend, 'node_modules/.cache/headache-diary/texts.inlang');

export const messages = join(frontend, '..', 'messages');

function languages(): string[] {
  return readdirSync(messages)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** In a process of its own: the compiler keeps files open, and what called it would never end. */
export function makeTexts(): void {
  execFileSync(process.execPath, [import.meta.filename], { stdio: 'inherit' });
}

// The plugin is the one of node_modules: the tool's own default would fetch one from elsewhere.
async function make(): Promise<void> {
  const { compile } = await import('@inlang/paraglide-js');
  mkdirSync(project, { recursive: true });
  const settings = {
    baseLocale: 'en',
    locales: languages(),
    modules: [fileURLToPath(import.meta.resolve('@inlang/plugin-message-format'))],
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
    cleanOutdir: false, // a page that is being served keeps its words
  });
}

if (import.meta.main) {
  await make();
  process.exit();
}
