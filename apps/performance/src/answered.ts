import type { Measure, Question } from '#measures';
import type { Snapshot } from '#readmodel';

/** Which measure was asked, in which version, and of which days: what every answer begins with. */
export function period(
  { id, version }: Measure,
  question: Question,
): { readonly measure: string; readonly version: number; readonly period: Record<string, string> } {
  return { measure: id, version, period: { ...question.period } };
}

/** How far the rows had come when they were counted. */
export function lastKnown({ projection }: Snapshot): Record<string, unknown> {
  const { knownAt, position, state } = projection;
  return { at: instant(knownAt), position, ...(state !== 'running' && { projection: state }) };
}

/** 0 stands for before the first fact: there is no such instant to tell. */
export function instant(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}

/** Words as a code: 'lower is better' is `lower-is-better`. */
export function code(words: string): string {
  return words.replaceAll(' ', '-');
}
