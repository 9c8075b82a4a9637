// Taps symptoms of the open sheet at human pace, and tells what they say in the end and what was turned back on the way.
async ({ count, seed, least, most }) => {
  const FIELDS = ['nausea', 'vomiting', 'photophobia', 'phonophobia', 'osmophobia', 'pulsating', 'unilateral', 'worse_with_activity', 'aura'];
  let state = seed;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const said = (field) => {
    const { classList } = document.querySelector(`dialog [data-field=${field}]`);
    return classList.contains('yes') ? true : classList.contains('no') ? false : null;
  };
  const next = (field, now) => (field === 'aura' ? now !== true : now === null ? true : now ? false : null);
  const expected = {};
  const turned = [];
  const taps = globalThis.paceTaps ?? 0;
  for (let tap = 1; tap <= count; tap += 1) {
    const field = FIELDS[Math.floor(random() * FIELDS.length)];
    const wanted = next(field, said(field));
    document.querySelector(`dialog [data-field=${field}]`).click();
    expected[field] = wanted;
    globalThis.paceTaps = taps + tap;
    await wait(0);
    if ((said(field) ?? false) !== (wanted ?? false)) turned.push(`${field} not at once`);
    await wait(least + random() * (most - least));
    if ((said(field) ?? false) !== (wanted ?? false)) turned.push(`${field} later`);
  }
  return { expected, turned };
}
