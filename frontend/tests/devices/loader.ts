/** Lets Node run the app's own sources: types are taken away, runes are compiled as for the browser. */

import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileModule } from 'svelte/compiler';

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const filename = fileURLToPath(url);
    const plain = stripTypeScriptTypes(readFileSync(filename, 'utf8'), { mode: 'transform' });
    const runes = filename.endsWith('.svelte.ts');
    const source = runes ? compileModule(plain, { generate: 'client', filename }).js.code : plain;
    return { format: 'module', source, shortCircuit: true };
  },
});
