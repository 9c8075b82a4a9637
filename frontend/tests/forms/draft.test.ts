import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openDraft, restoreDraft, type DraftStore } from '#lib/state/draft.svelte.ts';
import { MemoryDrafts } from '#lib/state/memory-drafts.ts';
import { OpenForms } from '#lib/state/open-forms.svelte.ts';
import { circumstanceFields, circumstanceRead, sessionFields, sessionRead } from '#lib/state/treatment-fields.ts';
import type { Circumstance, Injection } from '#lib/store/documents.ts';
import { isAnythingUnsaved } from '#lib/worker/unsaved.ts';

const session: Injection = {
  injected_on: '2026-01-02',
  product: 'Botox ',
  lot: 'C1',
  total_units: 155,
  sites: [{ muscle: 'procerus', side: 'midline', units: 7.5, points: 1 }],
  clinic: 'Mitte',
  note: 'a note that no form shows',
  objection: null,
};
const ground = { revision: 7, values: session };
const beginning = () => ({ ground, fields: sessionFields(session, '2026-03-01', 'de') });
const read = (fields: ReturnType<typeof sessionFields>) => sessionRead(fields, session);

let drawer: Map<string, string>;
let store: DraftStore;
beforeEach(() => {
  drawer = new Map();
  store = {
    draft: (key) => Promise.resolve(drawer.get(key) ?? ''),
    keepDraft: (key, text) => Promise.resolve(void (text === '' ? drawer.delete(key) : drawer.set(key, text))),
  };
});

describe('a draft', () => {
  it('is opened again with what was typed and what the form began from, whatever is there now', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.lot = 'C2';
    draft.fields.sites[0]!.units = '7,';
    await draft.keep();

    const later = { ground: { revision: 9, values: { ...session, lot: 'theirs', clinic: 'theirs' } }, fields: beginning().fields };
    const again = await openDraft(store, 'session', later);

    expect(again.fields.lot).toBe('C2');
    expect(again.fields.sites[0]?.units).toBe('7,');
    expect(again.ground).toEqual(ground);
    expect([again.isRestored, again.isChanged, again.id]).toEqual([true, true, draft.id]);
  });

  it('says only what the person changed: the other fields stay as they were, byte by byte', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.total_units = '160,5';
    expect(draft.merged(read)).toEqual({ ...session, total_units: 160.5 });
  });

  it('changed and changed back says nothing, and is not kept', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.lot = 'C2';
    await draft.keep();
    expect(drawer.size).toBe(1);
    draft.fields.lot = 'C1';
    await draft.keep();
    expect(drawer.size).toBe(0);
    expect(draft.merged(read)).toEqual(session);
  });

  it('sites that are all taken away are an empty list, not unknown', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.sites = [];
    expect(draft.merged(read).sites).toEqual([]);
  });

  it('another kind takes the dose along', async () => {
    const preventive: Circumstance = { kind: 'preventive', name: 'T', dose: '50 mg', began_on: '2026-01-01', ended_on: null, note: 'x' };
    const fields = circumstanceFields(preventive, '2026-03-01');
    const draft = await openDraft(store, 'c', { ground: { revision: 1, values: preventive }, fields });
    draft.fields.kind = 'life_event';
    expect(draft.merged((typed) => circumstanceRead(typed, preventive))).toEqual({ ...preventive, kind: 'life_event', dose: null });
  });

  it('goes on from a later document: typed fields stay, the others show what is there now', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.lot = 'C2';
    const now = { ...session, lot: 'theirs', clinic: 'Wedding' };
    await draft.rebase({ revision: 9, values: now }, sessionFields(now, '2026-03-01', 'de'));
    expect([draft.fields.lot, draft.fields.clinic]).toEqual(['C2', 'Wedding']);
    expect(draft.merged((fields) => sessionRead(fields, now))).toEqual({ ...now, lot: 'C2' });
  });

  it('what is typed while a save is under way is not taken as saved', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.lot = 'C2';
    const typed = { ...draft.fields };
    draft.fields.lot = 'C23';
    await draft.rebase({ revision: 7, values: { ...session, lot: 'C2' } }, typed);
    expect([draft.isChanged, draft.fields.lot, draft.merged(read).lot]).toEqual([true, 'C23', 'C23']);
  });

  it('that is over is gone, and nothing brings it back', async () => {
    const draft = await openDraft(store, 'session', beginning());
    draft.fields.lot = 'C2';
    await draft.keep();
    await draft.end();
    draft.fields.lot = 'C3';
    await draft.keep();
    expect(await restoreDraft(store, 'session', beginning())).toBeNull();
  });

  it.each(['', 'flickering', '{"note":1}', 'null', '[1]'])('what cannot be read as one is none: %s', async (text) => {
    if (text) drawer.set('session', text);
    expect(await restoreDraft(store, 'session', beginning())).toBeNull();
  });

  it('a field that a later release added begins as that release says', async () => {
    const draft = await openDraft(store, 'session', { ground, fields: { lot: 'C1' } });
    draft.fields.lot = 'C2';
    await draft.keep();
    const again = await openDraft(store, 'session', beginning());
    expect([again.fields.lot, again.fields.clinic, again.merged(read).clinic]).toEqual(['C2', 'Mitte', 'Mitte']);
  });
});

it('a form without a draft, as before, would say the whole document of the time when it was opened', () => {
  const typed = sessionRead({ ...sessionFields(session, '2026-03-01', 'de'), lot: 'C2' }, session);
  expect(typed.product).not.toBe(session.product); // trimmed, although nobody touched it
});

describe('forms that were left', () => {
  it('open again where something was typed, and only once', async () => {
    const forms = () => new OpenForms(store, () => ({ ground, fields: { lot: '' } }));
    const first = forms();
    await first.open('a');
    await first.open('b');
    first.get('a')!.fields.lot = 'C2';
    await first.get('a')!.keep();

    const again = forms();
    await again.restore(['a', 'b', 'c']);
    expect(again.keys).toEqual(['a']);
    await again.close('a');
    await again.restore(['a']);
    expect(again.keys).toEqual([]);
    expect(drawer.size).toBe(0);
  });
});

describe("a clinician's drafts", () => {
  beforeEach(() => {
    vi.stubGlobal('addEventListener', vi.fn());
    vi.stubGlobal('removeEventListener', vi.fn());
  });

  it('outlive the end of the sign-in, and are forgotten as soon as somebody else signs in', async () => {
    const drafts = new MemoryDrafts();
    drafts.belongTo('grace');
    await drafts.keepDraft('diary injections new', 'typed');
    drafts.belongTo('grace');
    expect(drafts.keys('diary injections ')).toEqual(['diary injections new']);
    drafts.belongTo('ben');
    expect([await drafts.draft('diary injections new'), drafts.isEmpty]).toEqual(['', true]);
    drafts.belongTo('grace');
    expect(drafts.isEmpty).toBe(true);
  });

  it('hold an update back, and are asked about before the page closes, for as long as there are some', async () => {
    const drafts = new MemoryDrafts();
    await drafts.keepDraft('a', 'typed');
    await drafts.keepDraft('b', 'typed');
    await drafts.keepDraft('a', '');
    expect(isAnythingUnsaved()).toBe(true);
    expect(addEventListener).toHaveBeenCalledExactlyOnceWith('beforeunload', expect.any(Function));
    drafts.forget();
    expect(isAnythingUnsaved()).toBe(false);
    expect(removeEventListener).toHaveBeenCalledOnce();
  });
});
