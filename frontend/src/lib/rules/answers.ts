/** Yes, no or unknown, and how they combine (Kleene). Twin of app/rules/answers.py. */

/** True = yes, false = no, null = unknown. */
export type Answer = boolean | null;

/** Yes when all say yes, no when any says no, else unknown. */
export function both(one: Answer, other: Answer): Answer {
  if (one === false || other === false) return false;
  return one === null || other === null ? null : true;
}

/** Yes when any says yes, no when all say no, else unknown. */
export function anyOf(...answers: Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

/** Yes when at least k say yes, no when fewer than k say yes or unknown together, else unknown. */
export function atLeast(k: number, ...answers: Answer[]): Answer {
  const yes = answers.filter((answer) => answer === true).length;
  const unknown = answers.filter((answer) => answer === null).length;
  if (yes >= k) return true;
  return yes + unknown < k ? false : null;
}
