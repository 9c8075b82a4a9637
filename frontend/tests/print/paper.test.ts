import { describe, expect, it } from 'vitest';
import { paperRows } from '#lib/paper.ts';
import { plainEntry } from '#lib/rules/entry.ts';

const said = {
  ...plainEntry(true),
  peak_intensity: 'severe' as const,
  duration_minutes: 90,
  nausea: true,
  vomiting: false,
  aura: true,
  acute_medications: [
    { id: 'a', name: 'Sumatriptan 50 mg', drug_class: 'triptan' as const, doses: 2, relief: 'partial' as const },
    { id: 'b', name: 'Ibuprofen 400 mg', drug_class: 'simple_analgesic' as const, doses: 1, relief: null },
  ],
  note: 'in bed',
};

describe('the page of a month', () => {
  it('has a row for each day of it', () => {
    expect(['2024-02', '2025-02', '2025-04', '2025-12'].map((month) => paperRows(month, new Map(), new Set()).length)).toEqual([29, 28, 30, 31]);
  });

  it('leaves open what was not said, and never says no headache for it', () => {
    const rows = paperRows('2025-10', new Map([['2025-10-02', said]]), new Set(['2025-10-03']));
    expect(rows[0]).toEqual({ day: '2025-10-01', injection: false, answer: null, hours: '', symptoms: {}, medicines: null, relief: [], menstruation: null, note: '' });
    expect(rows.filter(({ injection }) => injection).map(({ day }) => day)).toEqual(['2025-10-03']);
  });

  it('tells none taken from not said', () => {
    const free = { ...plainEntry(false), acute_medications: [] };
    const rows = paperRows('2025-10', new Map([['2025-10-01', free], ['2025-10-02', plainEntry(false)]]), new Set());
    expect(rows.slice(0, 2).map(({ medicines }) => medicines)).toEqual([[], null]);
  });

  it('shows what was said', () => {
    expect(paperRows('2025-10', new Map([['2025-10-02', said]]), new Set())[1]).toEqual({
      day: '2025-10-02',
      injection: false,
      answer: 'severe',
      hours: '1.5',
      symptoms: { nausea: true, vomiting: false, aura: true },
      medicines: ['2 × Sumatriptan 50 mg', '1 × Ibuprofen 400 mg'],
      relief: ['partial'],
      menstruation: null,
      note: 'in bed',
    });
  });
});
