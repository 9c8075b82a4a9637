import { beforeEach, expect, it, vi } from 'vitest';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import { Saving } from '#lib/saving.svelte.ts';

type By = (before: Entry | null) => Entry | null;
const asked = vi.hoisted(() => ({ by: [] as By[] }));
vi.mock('#lib/store/diary.svelte.ts', () => ({
  diary: {
    change: async (_kind: string, _key: string, by: By) => (asked.by.push(by), { operation_id: '' }),
    changeAll: async (wanted: { by: By }[]) => wanted.map(({ by }) => (asked.by.push(by), { operation_id: '' })),
  },
}));

const DAY = '2025-10-16';
const medicine = { id: 'm', name: 'Ibuprofen', drug_class: 'simple_analgesic' as const, doses: 1, relief: null };
const withMedicine: Entry = { ...plainEntry(false), acute_medications: [medicine], note: 'of the other tab' };
const made = (before: Entry | null): Entry | null => asked.by.at(-1)!(before);

beforeEach(() => void (asked.by = []));

it('the answer that a day has already takes no medicine from it, be it tapped or filled in', async () => {
  const saving = new Saving();
  await saving.answer(DAY, 'free');
  expect(made(withMedicine)).toBe(withMedicine);
  await saving.fill([DAY], 'free');
  expect(made(withMedicine)).toBe(withMedicine);
  expect(made({ ...plainEntry(true), peak_intensity: 'mild' })).toMatchObject({ headache: false, acute_medications: [] });
});

it('"the same as yesterday" keeps what another tab or phone has said of the day meanwhile', async () => {
  const yesterday: Entry = { ...plainEntry(true), peak_intensity: 'severe', nausea: true, note: 'of yesterday' };
  await new Saving().sameAs(DAY, yesterday);
  expect(made(null)).toMatchObject({ peak_intensity: 'severe', nausea: true, note: null });
  const meanwhile: Entry = { ...plainEntry(true), peak_intensity: 'mild', acute_medications: [medicine], note: 'of the other tab' };
  expect(made(meanwhile)).toEqual({ ...meanwhile, peak_intensity: 'severe' });
});
