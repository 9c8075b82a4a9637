import { expect, it } from 'vitest';
import { pageOfLink, secretOf } from '#lib/links.ts';

const SECRET = 'wQ6mJfNfVjK2bq1uX9m0-B0rW8yq2mXhP2oQ3y1kZ_A';
const spoilt = (secret: string): string[] => [
  `#${secret}`,
  `#${secret}.`,
  `#${secret}>`,
  `#${secret})`,
  `#${secret}]`,
  `#${secret}"`,
  `#${secret}’`,
  `#${secret},`,
  `#${secret}%3E`,
  `#${secret}%E2%80%9D.`,
  `#%20${secret}`,
  `##${secret}`,
  `#"${secret}">.`,
  `#${secret}&amp;reserved=0`,
  `%23${secret}`,
  `%23${secret}.`,
  `%23${secret}%3E`,
  `%23${secret}/`,
  `%2523${secret}`,
  `%252523${secret}%22`,
  secret,
  `${secret})`,
  `?utm_source=mail#${secret}`,
  `?x=1&y=%zz#${secret}%`,
];

it('a secret is found however a mail gateway spoilt its link', () => {
  const pages = ['visit', 'enrol', 'clinic'];
  const links = pages.flatMap((page) => spoilt(SECRET).map((end) => new URL(`https://diary.example/${page}/${end}`)));

  expect(links.map((link) => secretOf(link))).toEqual(links.map(() => SECRET));
  expect(links.map(({ pathname }) => pageOfLink(pathname))).toEqual(pages.flatMap((page) => spoilt('').map(() => `/${page}/`)));
  expect(links.length).toBe(72);
});

it('what is read as it stands behind the # is caught', () => {
  const asBefore = spoilt(SECRET).map((end) => new URL(`https://diary.example/visit/${end}`).hash.slice(1));

  expect(asBefore.filter((secret) => secret === SECRET).length).toBe(2);
});

it('a short code is one too, and without any there is nothing', () => {
  expect(secretOf(new URL('https://diary.example/clinic/#7KQM-ZP3A.'))).toBe('7KQM-ZP3A');
  expect(secretOf(new URL('https://diary.example/visit%237KQMZP3A'))).toBe('7KQMZP3A');
  expect(['/visit/', '/visit', '/visit/#', '/visit/%23'].map((path) => secretOf(new URL(path, 'https://diary.example')))).toEqual(
    ['', '', '', ''],
  );
});

it('other pages are no pages of links', () => {
  const others = ['/', '/visits/', '/visit-us', '/clinics', '/clinic/patient/', '/clinic/account', '/trends/', '/visit2/'];
  expect(others.map(pageOfLink)).toEqual(others.map(() => null));
  expect(['/visit', '/enrol/', '/clinic/%23x', '/visit%23x', '/visit/a/b'].map(pageOfLink)).toEqual([
    '/visit/',
    '/enrol/',
    '/clinic/',
    '/visit/',
    '/visit/',
  ]);
});
