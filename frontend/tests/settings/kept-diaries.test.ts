import { expect, it } from 'vitest';
import { forget, keptDiaries, note, ofAccount, withoutAccount } from '../../src/routes/settings/kept-diaries.ts';

function store(start: string | null = null) {
  let kept = start;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}

it('a diary is found by its account, and by having none', () => {
  const here = store();
  note(here, { name: 'a', diary_id: null, who: '', entries: 3 });
  note(here, { name: 'b', diary_id: 'B', who: 'Ada', entries: 1 });
  note(here, { name: 'c', diary_id: null, who: '', entries: 0 });
  expect(ofAccount(here, 'B')?.name).toBe('b');
  expect(ofAccount(here, 'C')).toBeUndefined();
  expect(withoutAccount(here, 'b').map(({ name }) => name)).toEqual(['a']);
  expect(withoutAccount(here, 'a')).toEqual([]);
});

it('noting again replaces, and forgetting removes', () => {
  const here = store();
  note(here, { name: 'a', diary_id: null, who: '', entries: 3 });
  note(here, { name: 'a', diary_id: 'A', who: 'Ada', entries: 4 });
  expect(keptDiaries(here)).toEqual([{ name: 'a', diary_id: 'A', who: 'Ada', entries: 4 }]);
  forget(here, 'a');
  expect(keptDiaries(here)).toEqual([]);
});

it('what cannot be read is no diary', () => {
  expect(keptDiaries(store('{"a"'))).toEqual([]);
  expect(keptDiaries(store('7'))).toEqual([]);
});
