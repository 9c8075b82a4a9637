import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** A word of the app, to which nothing is given: so nothing of a person can stand in it. */
const PLAIN_WORD = /\{m\.\w+\(\)\}/g;

const sources = globSync('src/**/*.{svelte,ts}').filter((path) => !path.includes('paraglide'));

const titles = (text: string): string[] => [...text.matchAll(/<title>(.*?)<\/title>/gs)].map(([, title]) => title ?? '');

/** Whether a window's title may tell more than which page it is. */
const tells = (title: string): boolean => /[{}]/.test(title.replace(PLAIN_WORD, ''));

it('no title of a window holds anything of a person: it stands in the history and on shared screens', () => {
  const found = sources.flatMap((path) => titles(readFileSync(path, 'utf8')).map((title) => ({ path, title })));
  const pages = globSync('src/routes/**/+page.svelte');

  expect(found.filter(({ title }) => tells(title))).toEqual([]);
  expect(pages.filter((page) => !found.some(({ path }) => path === page))).toEqual([]);
  expect(found.length).toBe(pages.length + 1); // and the page of errors
});

it('no title is set from elsewhere', () => {
  expect(sources.filter((path) => readFileSync(path, 'utf8').includes('document.title'))).toEqual([]);
});

it('a title with a name is found', () => {
  const [named, given, plain] = titles(
    '<title>{course ? course.display_name : m.clinic_title()}</title>' +
      '<title>{m.visit_of({ name })} · {m.app_name()}</title><title>{m.visit_title()} · {m.app_name()}</title>',
  );

  expect([named, given, plain].map((title) => tells(title ?? ''))).toEqual([true, true, false]);
});
