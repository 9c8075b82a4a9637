/** The months as the server counted them, as the chart and its table tell them. Pure. */

import type { Month } from '../api/schemas.ts';
import { lengthOf, monthPeriod } from '../rules/periods.ts';
import type { MonthRow } from './months.ts';
import type { MeasureName } from './report.ts';

/** One row a month. */
export function toldRows(months: readonly Month[], measure: MeasureName): MonthRow[] {
  return months.map(({ month, days, logged_days, in_progress, measures }) => {
    const told = measures[measure];
    return {
      month,
      days,
      logged: logged_days,
      known: told?.known ?? 0,
      count: told?.count ?? 0,
      atMost: told?.at_most ?? lengthOf(monthPeriod(month)),
      sufficiency: told && told.sufficiency !== 'reported' ? told.sufficiency : 'insufficient', // only a baseline is reported
      running: in_progress,
    };
  });
}
