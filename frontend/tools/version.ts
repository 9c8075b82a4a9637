// The version of a build: the same sources make the same version, so that a rebuild alone updates nobody's app.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'static', 'tools', '../messages', 'package-lock.json', 'vite.config.ts'];

function files(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf-8' }).map((name) => join(path, name));
  return names.filter((name) => statSync(name).isFile() && !name.includes('paraglide')).sort();
}

export function versionOf(frontend: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of files(join(frontend, source))) {
      hash.update(path.slice(frontend.length)).update('\0').update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
