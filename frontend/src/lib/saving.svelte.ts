/** Saves what is tapped; knows what can be taken back and what was not saved. */

import { answered, answerOf, answers, type DayAnswer, sameAs } from './entries.ts';
import type { Entry } from './rules/entry.ts';
import { isDay, type Day } from './rules/periods.ts';
import { remember, remembered } from './remembered.ts';
import { currentName } from './store/database.ts';
import { diary, type Receipt } from './store/diary.svelte.ts';
import type { Ground } from './store/edits.ts';
import { holdInput } from './worker/unsaved.ts';

/** An answer that was tapped and could not be saved. */
export interface Unsaved {
  day: Day;
  answer: DayAnswer;
}

// Beside the database: where that fails, this may still be there. Whose it is stands with it.
const UNSAVED = 'unsaved-answer';

/** What an answer makes of a day; the same answer again changes nothing, a medicine beside it least of all. */
const saying = (answer: DayAnswer) => (before: Entry | null): Entry =>
  before && answerOf(before) === answer ? before : answered(answer, before);

export class Saving {
  /** The last answer that was saved here, so that it can be taken back. */
  saved = $state.raw<Receipt | null>(null);
  /** The last answer that was not saved: kept for another try. */
  unsaved = $state.raw<Unsaved | null>(null);
  /** Whether the last change in the sheet was not saved. */
  changeFailed = $state(false);

  /** Read what an earlier visit could not save. */
  recall(): void {
    try {
      const kept = JSON.parse(remembered(UNSAVED) ?? 'null') as (Unsaved & { diary: string }) | null;
      const isSound = kept?.diary === currentName() && isDay(kept.day) && answers.includes(kept.answer);
      this.unsaved = isSound ? { day: kept.day, answer: kept.answer } : null;
    } catch {
      this.unsaved = null;
    }
  }

  /** Save an answer; true once it is on the disk. The same answer again changes nothing. */
  answer(day: Day, answer: DayAnswer): Promise<boolean> {
    return this.#say(day, answer, saying(answer));
  }

  /** Save the same as another day said. */
  sameAs(day: Day, other: Entry): Promise<boolean> {
    const answer = answerOf(other);
    const entry = sameAs(other, () => crypto.randomUUID());
    const said = answer === 'unsaid' ? 'moderate' : answer;
    // Where another tab or phone was faster, what it said besides stays.
    return this.#say(day, said, (before) => (before ? saying(said)(before) : entry));
  }

  /** Save one answer for several days, all or none; tells how many were not saved. */
  async fill(days: readonly Day[], answer: DayAnswer): Promise<{ receipts: Receipt[]; failed: number }> {
    const by = saying(answer);
    try {
      return { receipts: await diary.changeAll(days.map((day) => ({ kind: 'day', key: day, by }))), failed: 0 };
    } catch {
      return { receipts: [], failed: days.length };
    }
  }

  /** Change what is said of a logged day; true once it is on the disk. */
  async change(day: Day, by: (entry: Entry) => Entry): Promise<boolean> {
    try {
      await diary.change('day', day, (entry) => entry && by(entry));
      this.changeFailed = false;
    } catch {
      this.changeFailed = true;
    }
    return !this.changeFailed;
  }

  /** Take saves back, all or none; true once it is done. */
  async undo(receipts: readonly Receipt[]): Promise<boolean> {
    try {
      await diary.undo(...receipts);
      if (this.saved && receipts.includes(this.saved)) this.saved = null;
      return true;
    } catch {
      this.changeFailed = true;
      return false;
    }
  }

  /** Save what was typed of a day, on what it began from; true once it is on the disk. */
  async save(day: Day, change: Partial<Entry>, on: Ground<Entry>): Promise<boolean> {
    const { values } = on;
    if (!values) return false;
    try {
      await diary.save('day', day, { ...values, ...change }, on);
      this.changeFailed = false;
    } catch {
      this.changeFailed = true;
    }
    return !this.changeFailed;
  }

  /** Save the notes that were still being typed when the app closed. */
  async saveNotes(days: readonly Day[]): Promise<void> {
    const logged = days.filter((name) => diary.days.has(name));
    if (logged.length === 0) return;
    const { openNote } = await import('./state/day-drafts.svelte.ts');
    for (const day of logged) {
      const draft = await openNote(day, diary.days.get(day));
      const note = draft.fields.note.trim() || null;
      if (draft.isChanged && (await this.save(day, { note }, draft.ground))) await draft.end();
    }
  }

  async #say(day: Day, answer: DayAnswer, by: (before: Entry | null) => Entry): Promise<boolean> {
    const release = holdInput();
    try {
      const receipt = await diary.change('day', day, by);
      if (receipt.operation_id) this.saved = receipt;
      this.#remember(null);
      return true;
    } catch {
      this.#remember({ day, answer });
      return false;
    } finally {
      release();
    }
  }

  #remember(unsaved: Unsaved | null): void {
    this.unsaved = unsaved;
    remember(UNSAVED, unsaved && JSON.stringify({ ...unsaved, diary: currentName() }));
  }
}
