import { describe, expect, it } from 'vitest';
import { classOf, commonMedicines, suggestions } from '#lib/medicine-names.ts';

describe('the class of a medicine', () => {
  it.each(commonMedicines.map(({ name, drug_class }) => [name, drug_class] as const))('%s: %s', (name, drug_class) => {
    expect(classOf(name)).toBe(drug_class);
    expect(classOf(`${name.toUpperCase()} 50 mg`)).toBe(drug_class);
  });

  it('two painkillers in one tablet are a combination', () => {
    expect(classOf('Paracetamol/Codeine 500/30')).toBe('combination_analgesic');
  });

  it('a triptan stays one beside a painkiller', () => {
    expect(classOf('Sumatriptan + Naproxen')).toBe('triptan');
  });

  it('an unknown name has none', () => {
    expect(classOf('Feverfew')).toBeNull();
    expect(classOf('')).toBeNull();
  });
});

describe('suggestions', () => {
  it('begin as typed, in any case', () => {
    expect(suggestions(' SUMA')).toEqual(['Sumatriptan']);
    expect(suggestions('na')).toEqual(['Naproxen', 'Naramig', 'Naratriptan']);
  });

  it('wait for two letters and are never many', () => {
    expect(suggestions('s')).toEqual([]);
    expect(suggestions('co', 1)).toHaveLength(1);
  });
});
