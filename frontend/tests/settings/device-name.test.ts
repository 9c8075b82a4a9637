import { expect, it } from 'vitest';
import { m } from '#lib/paraglide/messages.js';
import { deviceShown } from '../../src/lib/device-words.ts';
import { deviceName } from '../../src/lib/device-name.ts';

const AGENTS: [string, string][] = [
  ['Firefox, Android', 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'],
  [
    'Safari, iOS',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  ],
  [
    'Microsoft Edge, Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0',
  ],
];

it.each(AGENTS)('is %s', (name, agent) => {
  expect(deviceName(agent)).toBe(name);
});

it('is empty where a browser tells nothing of itself: the server then names it', () => {
  expect(deviceName('x')).toBe('');
});

it('the names that the server gives are said in our words, those of people as they are', () => {
  expect(['unnamed', 'other device', 'Chrome, Linux'].map(deviceShown)).toEqual([
    'A device without a name',
    m.devices_other(),
    'Chrome, Linux',
  ]);
});
