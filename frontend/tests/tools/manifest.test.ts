import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers } from '#lib/entries.ts';

interface Picture {
  src: string;
  sizes: string;
  type: string;
  purpose?: string;
  form_factor?: string;
}
interface Manifest {
  icons: Picture[];
  screenshots: Picture[];
  shortcuts: { url: string; icons: Picture[] }[];
  [other: string]: unknown;
}

const folder = join(import.meta.dirname, '../../static');
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.webmanifest'), 'utf8')) as Manifest;
const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap(({ icons }) => icons)];

/** Width and height as the head of a PNG file says them. */
function sizeOf(file: string): string {
  const head = readFileSync(file).subarray(0, 24);
  return `${head.readUInt32BE(16)}x${head.readUInt32BE(20)}`;
}

describe('the manifest', () => {
  it.each(pictures)('$src is there and as large as it says', ({ src, sizes, type }) => {
    const file = join(folder, src);
    expect(existsSync(file)).toBe(true);
    if (type === 'image/png') expect(sizeOf(file)).toBe(sizes);
  });

  it('has an icon that may be cut to any form, and screens for both kinds of devices', () => {
    expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
    expect(new Set(manifest.screenshots.map(({ form_factor }) => form_factor))).toEqual(new Set(['narrow', 'wide']));
  });

  it('has a shortcut for each answer', () => {
    const asked = manifest.shortcuts.map(({ url }) => new URL(url, 'http://localhost').searchParams.get('answer'));
    expect(asked).toEqual(answers.map((answer) => (answer === 'free' ? 'none' : answer)));
  });

  it('says what the app is, where it starts and in which colours', () => {
    for (const key of ['id', 'name', 'short_name', 'description', 'lang', 'dir', 'start_url', 'scope', 'display', 'background_color', 'theme_color', 'categories']) {
      expect(manifest[key], key).toBeTruthy();
    }
  });
});
