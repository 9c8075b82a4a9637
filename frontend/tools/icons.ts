// Draws static/icons/*.png from static/icon.svg with the system's Chromium: node tools/icons.ts (the results are committed).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STATIC = join(import.meta.dirname, '../static');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'];
const WAYS = { browser: 'chromium', out: join(STATIC, 'icons') };
const icon = readFileSync(join(STATIC, 'icon.svg'), 'utf-8');
const symbol = icon.replace(/<rect width="64"[^>]*>/, '');

// Maskable and Apple's icons are cut by the phone: paper to the edges, the drawing within the safe zone.
function fullBleed(share: number): string {
  const inner = symbol.replace('<svg ', `<svg x="${32 - 32 * share}" y="${32 - 32 * share}" width="${64 * share}" height="${64 * share}" `);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#ece9e1"/>${inner}</svg>`;
}

function draw(name: string, svg: string, size: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'icons-'));
  const page = join(folder, 'page.html');
  const sized = svg.replace('<svg ', `<svg style="display:block;width:${size}px;height:${size}px" `);
  writeFileSync(page, `<!doctype html><body style="margin:0;background:transparent">${sized}`);
  const asked = [`--user-data-dir=${folder}/profile`, `--window-size=${size},${size}`, '--default-background-color=00000000'];
  execFileSync(WAYS.browser, [...FLAGS, ...asked, `--screenshot=${join(WAYS.out, name)}`, `file://${page}`], { stdio: 'ignore' });
  rmSync(folder, { recursive: true, force: true });
}

mkdirSync(WAYS.out, { recursive: true });
draw('icon-192.png', icon, 192);
draw('icon-512.png', icon, 512);
draw('icon-maskable-512.png', fullBleed(0.7), 512);
draw('icon-180.png', fullBleed(0.8), 180);

// The four answers, as the shortcuts of the installed app show them.
const square = '<rect x="4" y="4" width="16" height="16" rx="3.5" fill="none" stroke="#7f3523" stroke-width="2"/>';
const filled = (top: number) => `${square}<path fill="#7f3523" d="M5 ${top}h14V17a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2z"/>`;
const answers = {
  free: '<circle cx="12" cy="12" r="8" fill="none" stroke="#1c5850" stroke-width="2"/>',
  mild: filled(14.33),
  moderate: filled(9.67),
  severe: square.replace('fill="none"', 'fill="#7f3523"'),
};
for (const [name, mark] of Object.entries(answers)) {
  const paper = '<rect x="-6" y="-6" width="36" height="36" rx="18" fill="#ece9e1"/>';
  draw(`${name}-96.png`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 36 36">${paper}${mark}</svg>`, 96);
}
