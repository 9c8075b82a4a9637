import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { FLOOR, target } from '../../tools/floor.ts';
import { locales } from '#lib/paraglide/runtime.js';
import { built, faultsOf, ownOf, read, type Built } from './built.ts';
import { NOT_ASKED_FOR, OPTIONAL } from './optional.ts';
import { missing, uses } from './scripts.ts';
import { LONG_AGO } from './support.ts';

const files = built();
const found = faultsOf(files);
const none = (): Built => ({ '.js': new Map(), '.css': new Map(), '.html': new Map() });
const nameOf = (fault: string): string => fault.split(': not in')[0] ?? '';

// What each kind of file may not hold, each as somebody would write it.
const PLANTED: Record<keyof Built, [text: string, fault: string][]> = {
  '.js': [
    ['Map.groupBy([], (x) => x)', 'Map.groupBy'],
    ['Object.groupBy([], (x) => x)', 'Object.groupBy'],
    ['fetch("/", { signal: AbortSignal.any([]) })', 'AbortSignal.any'],
    ['Array.fromAsync([])', 'Array.fromAsync'],
    ['const { promise } = Promise.withResolvers()', 'Promise.withResolvers'],
    ['Promise.try(() => 1)', 'Promise.try'],
    ['URL.canParse(location.href)', 'URL.canParse'],
    ['URL.parse(location.href)', 'URL.parse'],
    ['const both = (one, other) => one.intersection(other)', '.intersection'],
    ['const whole = (text) => text.isWellFormed()', '.isWellFormed'],
    ['element.showPopover()', '.showPopover'],
    ['element.checkVisibility()', '.checkVisibility'],
    ['window.addEventListener("scrollend", () => 1)', "'scrollend'"],
    ['new Intl.DurationFormat("en")', 'Intl.DurationFormat'],
    ['document.startViewTransition(() => 1)', 'document.startViewTransition'],
    ['navigation.navigate("/")', 'navigation'],
    ['navigator.userActivation.isActive', 'navigator.userActivation'],
    ['CSS.highlights.clear()', 'CSS.highlights'],
    ['scheduler.yield()', 'scheduler'],
    ['new Uint8Array(1).toBase64()', '.toBase64'],
    ['Math.sumPrecise([1])', 'Math.sumPrecise'],
    ['Temporal.Now.plainDateISO()', 'Temporal'],
    ['const found = /[\\p{L}--[a-z]]/v', 'syntax'],
    ['const found = /(?i:a)b/', 'syntax'],
    ['using file = open()', 'syntax'],
    ['const markup = `<div popover>x</div>`', '<div popover>'],
    ['const markup = `<details name="one">x</details>`', '<details name=one>'],
  ],
  '.css': [
    ['label:has(:checked) { color: red }', ':has'],
    ['a { color: light-dark(red, blue) }', 'color: light-dark'],
    ['a { & b { color: red } }', 'nesting'],
    ['a { b { color: red } }', 'nesting'],
    ['a { text-wrap: balance }', 'text-wrap'],
    ['textarea { interpolate-size: allow-keywords }', 'interpolate-size'],
    ['a { anchor-name: --a }', 'anchor-name'],
    ['@starting-style { a { color: red } }', '@starting-style'],
    ['@scope (a) { b { color: red } }', '@scope'],
    ['a { width: calc-size(auto, size) }', 'width: calc-size'],
    ['a:popover-open { color: red }', ':popover-open'],
    ['a { transition-behavior: allow-discrete }', 'transition-behavior'],
    ['a { height: round(up, 1px, 2px) }', 'height: round'],
    ['a { color: rgb(from red r g b) }', 'color: rgb(from'],
  ],
  '.html': [
    ['<div popover></div>', '<div popover>'],
    ['<search></search>', '<search>'],
    ['<details name="one"></details>', '<details name=one>'],
    ['<button popovertarget="x"></button>', '<button popovertarget=x>'],
  ],
};
// Known at the floor, or with something older before it: no fault.
const HARMLESS: Record<keyof Built, string[]> = {
  '.js': ['[1].toReversed().at(-1)', 'class A { static { this.b = 1 } #c = 2 }', 'structuredClone({})', 'const groupBy = 1; groupBy + 1'],
  '.css': ['a { width: 100vw; width: calc-size(auto, size) }', '@supports (color: light-dark(red, red)) { a { color: light-dark(red, blue) } }', 'a { height: 100dvh; color: color-mix(in srgb, red, blue) }', '@container (min-width: 1px) { a { inset: 0 } }'],
  '.html': ['<dialog><input type="date" inputmode="decimal"></dialog>', '<div inert></div>'],
};

const planted = Object.entries(PLANTED).flatMap(([kind, list]) => list.map(([text, fault]) => ({ kind: kind as keyof Built, text, fault })));
const harmless = Object.entries(HARMLESS).flatMap(([kind, list]) => list.map((text) => ({ kind: kind as keyof Built, text })));

function faultsIn(kind: keyof Built, text: string): string[] {
  return [...faultsOf({ ...none(), [kind]: new Map([['planted', text]]) }).keys()];
}

describe('the built files', () => {
  it('hold nothing that the oldest browsers lack, but what does no harm', () => {
    expect(files['.js'].size).toBeGreaterThan(50);
    expect(files['.css'].size).toBeGreaterThan(20);
    expect(files['.html'].size).toBeGreaterThan(10);
    expect([...found].filter(([fault]) => !(nameOf(fault) in OPTIONAL))).toEqual([]);
    const used = new Set([...found.keys()].map(nameOf));
    expect(Object.keys(OPTIONAL).filter((name) => !used.has(name))).toEqual([]);
  });

  it('hold nothing late that the start does not ask for', () => {
    const own = ownOf(files['.js']);
    const all = [...files['.js'].values()].flatMap((code) => uses(code, own));
    const late = new Set(all.filter((use) => missing(use, LONG_AGO) && !missing(use)).map(({ name }) => name));
    const asked = needed.map((path) => path.replace(/^.*\.prototype/, ''));
    expect(late.size).toBeGreaterThan(20);
    expect([...late].filter((name) => !asked.includes(name) && !(name in NOT_ASKED_FOR))).toEqual([]);
    expect(Object.keys(NOT_ASKED_FOR).filter((name) => !late.has(name))).toEqual([]);
  });
});

describe('something newer', () => {
  it('is planted in as many ways', () => expect([planted.length, harmless.length]).toEqual([45, 10]));
  it.each(planted)('is found in $text', ({ kind, text, fault }) => {
    expect(faultsIn(kind, text).join('\n')).toContain(fault);
  });
  it.each(harmless)('is not seen in $text', ({ kind, text }) => expect(faultsIn(kind, text)).toEqual([]));
});

const script = read('static/floor.js');
const needed = [...script.matchAll(/^ {4}"([\w.]+)",$|"(crypto\.\w+|navigator\.\w+)"/gm)].map(([, one, other]) => one ?? other ?? '');

describe('the sentence of a browser that is too old', () => {
  it('stands there in every language of the app, each with the oldest versions', () => {
    const sentences = [...script.matchAll(/^ {4}(\w\w): "(.+)",$/gm)].map(([, language, text]) => [language, text]);
    expect(sentences.map(([language]) => language).sort()).toEqual([...locales].sort());
    for (const [, text = ''] of sentences) {
      expect(text).toContain(`Safari ${FLOOR.safari}, Chrome ${FLOOR.chrome}`);
      expect(text).toContain(`Firefox ${FLOOR.firefox}`);
    }
  });

  it('is in a script that every browser can read, before all others', () => {
    expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow();
    expect(read('src/app.html').indexOf('floor.js')).toBeLessThan(read('src/app.html').indexOf('theme.js'));
  });

  it('names the versions that are built for', () => {
    expect(target).toEqual(expect.arrayContaining(Object.entries(FLOOR).map(([name, version]) => name + version)));
  });
});
