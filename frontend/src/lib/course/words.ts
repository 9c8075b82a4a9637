/** The course in words: marks of the chart, rounds, checks, what to ask, how complete it is. Pure. */

import type { Course } from '../api/schemas.ts';
import { questionsOf } from '../clinic/patient-lines.ts';
import { m } from '../paraglide/messages.js';
import { neededForVerdict } from '../rules/counting.ts';
import { shifted, type Day } from '../rules/periods.ts';
import { linesOf, type Baseline, type Line, type Round, type TreatmentReport } from '../trends/report.ts';
import {
  blocksWords,
  boundsWords,
  figureWords,
  percentText,
  reasonWords,
  sentence,
  verdictWords,
  warnings,
} from '../trends/round-words.ts';
import { fullDay, monthName, oneDecimal, shortDay } from '../words.ts';
import { baselineRate, type Block } from './drawing.ts';

type Fact = Course['check_facts'][number];
type Measured = Course['months'][number]['measures'][string];

const weeks: Record<Block['name'], () => string> = {
  before: m.course_before,
  weeks_1_4: m.course_weeks_1_4,
  weeks_5_8: m.course_weeks_5_8,
  weeks_9_12: m.course_weeks_9_12,
  beyond_12_weeks: m.course_beyond_12_weeks,
};
const longWeeks: Record<Block['name'], () => string> = {
  ...weeks,
  weeks_1_4: m.trends_weeks_1_4,
  weeks_5_8: m.trends_weeks_5_8,
  weeks_9_12: m.trends_weeks_9_12,
};

/** "wk 1–4", under its bar; a running one says so. */
export const weeksOf = (block: Block): string => weeks[block.name]() + (block.in_progress ? ' …' : '');

/** "Round 1, weeks 1 to 4". */
function blockName({ name, round_number: round }: Block): string {
  if (name === 'before' || round === null) return m.course_block_before();
  return name === 'beyond_12_weeks' ? m.course_block_beyond({ round }) : m.course_block({ round, weeks: longWeeks[name]() });
}

/** "9.9 (7.6 to 14.0)"; says so where there is no figure. */
export function rateWords(of: Pick<Measured, 'per_28' | 'per_28_at_least' | 'per_28_at_most'>): string {
  const { per_28: rate, per_28_at_least: low, per_28_at_most: high } = of;
  if (rate === null) return m.course_too_few();
  const told = oneDecimal(rate);
  if (low === null || high === null || low === high) return told;
  return `${told} (${m.clinic_bounds({ least: oneDecimal(low), most: oneDecimal(high) })})`;
}

const spanOf = (start: Day, end: Day): string =>
  m.trends_span({ first: shortDay(start), last: fullDay(shifted(end, -1)) });

/** A bar for those who hear the drawing, and for whoever points at it. */
export function markWords(block: Block): string {
  const logged = m.trends_logged({ logged: block.logged_days, days: block.days });
  const told = { block: blockName(block), span: spanOf(block.start, block.end), logged };
  if (block.per_28 === null) return m.course_mark_empty(told);
  const bounds = m.clinic_bounds({
    least: oneDecimal(block.per_28_at_least ?? block.per_28),
    most: oneDecimal(block.per_28_at_most ?? block.per_28),
  });
  return `${m.course_mark({ ...told, rate: oneDecimal(block.per_28), bounds })}; ${m.course_mark_intensity(block.intensity)}`;
}

/** What the drawing shows as a whole. */
export function summaryWords({ course, treatment_report }: Course): string {
  const before = baselineRate(treatment_report);
  const told = (share: number): string => (before === null ? '–' : oneDecimal(before * share));
  return m.course_summary({ blocks: course.blocks.length, before: told(1), half: told(0.5), third: told(0.7) });
}

/** The blocks as a table: the same numbers, in the same order. */
export const blockRows = (course: Course): string[][] =>
  course.course.blocks.map((block) => [
    blockName(block),
    spanOf(block.start, block.end),
    m.trends_of({ logged: block.logged_days, days: block.days }),
    rateWords(block),
    m.course_mark_intensity(block.intensity),
  ]);

/** The round that the page speaks of: the last that has ended, else the running one. */
export const headlineRound = ({ rounds }: TreatmentReport): Round | undefined =>
  rounds.findLast(({ status }) => status === 'complete') ?? rounds.at(-1);

/** A round's last 28 days for the headline measure. */
export const lineOf = (round: Round, report: TreatmentReport): Line =>
  linesOf(round, report.headline_measure, (day) => shifted(day, -1))[0] as Line;

/** "Round 2: 48.0 % fewer headache days, between 35.0 % and 54.5 %", and what is compared with what. */
export function headline(report: TreatmentReport): { title: string; compared: string } {
  const round = headlineRound(report);
  if (!round) return { title: m.course_no_round(), compared: '' };
  const line = lineOf(round, report);
  const figure = figureWords(line, 'headache');
  const hasNotCome = round.status === 'in_progress' && line.start === null;
  const title = figure
    ? m.course_headline({ round: round.number, ...figure, bounds: boundsWords(line) })
    : m.course_headline_plain({ round: round.number, said: hasNotCome ? m.course_in_progress() : reasonWords(line) });
  return { title, compared: sentence(line, report) };
}

/** The verdict of a round and what stands beneath it. */
export function judged(round: Round, report: TreatmentReport): { verdict: string; beside: string } {
  const line = lineOf(round, report);
  if (round.status === 'in_progress') {
    return { verdict: m.course_in_progress(), beside: line.start === null ? '' : enoughWords(line.known) };
  }
  return { verdict: verdictWords(round, report) || reasonWords(line), beside: blocksWords(round, report) };
}

// What counts is of how many days the headline's answer is known, not how many are logged.
const enoughWords = (known: number): string =>
  known >= neededForVerdict(28) ? m.trends_enough() : m.course_needed({ logged: known });

const checkNames: Record<Fact['check'], () => string> = {
  nice_low_response: m.course_check_nice_low_response,
  nice_episodic_3_months: m.course_check_nice_episodic_3_months,
  ehf_low_response: m.course_check_ehf_low_response,
  ehf_below_10_for_3_months: m.course_check_ehf_below_10_for_3_months,
  hull: m.course_check_hull,
};
const answers: Record<Fact['answer'], () => string> = {
  yes: m.course_answer_yes,
  no: m.course_answer_no,
  probable: m.course_answer_probable,
  cannot_tell: m.course_answer_cannot_tell,
  not_yet: m.course_answer_not_yet,
};

interface Inputs {
  percent?: number | null;
  migraine_percent?: number | null;
  before_per_28?: number | null;
  after_per_28?: number | null;
  months?: { month: string; count: number; at_most: number }[];
}

/** A programme check: its name, its answer, the numbers that it rests on. */
export function checkWords(fact: Fact): { name: string; answer: string; inputs: string } {
  return { name: checkNames[fact.check](), answer: answers[fact.answer](), inputs: inputsOf(fact) };
}

const percentOf = (figure: number | null | undefined): string =>
  figure === null || figure === undefined ? m.course_no_figure() : percentText(figure);
const figureOf = (figure: number | null | undefined): string =>
  figure === null || figure === undefined ? m.course_no_figure() : oneDecimal(figure);

function inputsOf({ check, round_number, inputs }: Fact): string {
  const said = inputs as Inputs;
  if (said.months) {
    const months = said.months.map(({ month, count, at_most: most }) =>
      m.course_input_month({ month: monthName(month), count, most }),
    );
    return months.join(', ') || m.course_input_no_months();
  }
  const told = { round: round_number ?? 0, percent: percentOf(said.percent) };
  if (check === 'nice_low_response') return m.course_input_nice(told);
  const rates = { before: figureOf(said.before_per_28), after: figureOf(said.after_per_28) };
  if (check === 'ehf_low_response') return m.course_input_ehf({ ...told, ...rates });
  return m.course_input_hull({ ...told, ...rates, migraine: percentOf(said.migraine_percent) });
}

/** Of each check the latest whose time has come, and the others behind: [latest, others]. */
export function checksByAge(facts: readonly Fact[]): [Fact[], Fact[]] {
  const due = [...facts].sort((one, other) => Number(one.answer !== 'not_yet') - Number(other.answer !== 'not_yet'));
  const last = new Map(due.map((fact) => [fact.check, fact]));
  const latest = facts.filter((fact) => last.get(fact.check) === fact);
  return [latest, facts.filter((fact) => !latest.includes(fact))];
}

/** What to ask: the list's questions, what began inside a compared period, objections, blocks with too few days. */
export function toAsk(course: Course): string[] {
  const { summary, verdict_changed, touched, sessions, course: { blocks } } = course;
  return [
    ...questionsOf({ summary, verdict_changed }),
    ...touchedWords(touched),
    ...sessions.flatMap(({ injected_on, objection }) =>
      objection ? [m.course_objection({ day: fullDay(injected_on), text: objection })] : [],
    ),
    ...blocks.flatMap(({ name, round_number, sufficiency, in_progress, logged_days: logged, days }) =>
      round_number !== null && sufficiency === 'insufficient' && !in_progress
        ? [m.course_ask_block({ block: longWeeks[name](), round: round_number, logged, days })]
        : [],
    ),
  ];
}

/** The note beside a verdict: what began inside the periods that it compares. */
export const touchedWords = (touched: Course['touched']): string[] =>
  touched.map(({ round_number: round, name, began_on, in_baseline }) =>
    in_baseline
      ? m.course_touched_before({ name, day: fullDay(began_on) })
      : m.course_touched({ name, day: fullDay(began_on), round }),
  );

/** What was said since this clinician last looked; null on a first look. */
export function sinceWords(since: Course['since']): string[] | null {
  if (!since) return null;
  const told = [
    since.days_added && m.course_since_days({ count: since.days_added }),
    since.days_changed && m.course_since_changed({ count: since.days_changed }),
    since.sessions && m.course_since_sessions({ count: since.sessions }),
    since.circumstances && m.course_since_circumstances({ count: since.circumstances }),
    since.treatment && m.course_since_treatment(),
  ].filter((one) => typeof one === 'string');
  return told.length > 0 ? told : [m.course_since_nothing()];
}

/** How many days are logged, how many late or imported, what is compared with what, by which rules. */
export function completeness({ course, treatment_report: report }: Course): string[] {
  const { first_day, logged_days: logged, days } = course;
  const { entries, baseline, rules_version: rules, headache_day } = report;
  return [
    first_day &&
      [
        m.course_logged_since({ logged, days, day: fullDay(first_day) }),
        m.course_late({ count: entries.late ?? 0 }),
        m.course_imported({ count: entries.imported ?? 0 }),
      ].join(' '),
    baselineOf(baseline),
    ...warnings(baseline),
    `${headache_day === 'any' ? m.trends_any_headache() : m.trends_4h_headache()}.`,
    m.course_calculated({ rules }),
  ].filter((one) => typeof one === 'string' && one !== '') as string[];
}

function baselineOf({ kind, start, end, days, logged_days }: Baseline): string {
  if (kind === 'reported') return m.course_baseline_from({ with: m.trends_with_reported() });
  if (start === null || end === null || days === null) return m.course_baseline_from({ with: m.trends_with_nothing() });
  const words = kind === 'shifted' ? m.trends_with_shifted : m.trends_with_diary;
  const span = spanOf(start, end);
  const logged = m.trends_logged({ logged: logged_days ?? 0, days });
  return `${m.course_baseline_from({ with: words({ days, span }) })} ${logged}.`;
}
