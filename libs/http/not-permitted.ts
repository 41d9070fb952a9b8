import type { Role } from '#access';
import type { Refusal } from '#recording';
import { problem, type Problem } from './problem.ts';

/** The 403 for facts that the table of roles does not let the person record: each with why, and whom to ask. */
export function notPermitted(
  { lacking }: Extract<Refusal, { because: 'not-permitted' }>,
  placed: (pointer: string) => string,
): Problem {
  const told = lacking.map(({ fact, type, reason, ask }) => {
    return { type, reason, ask, pointer: placed(`/facts/${String(fact)}`) };
  });
  const sentences = [...new Set(lacking.map(({ type, reason, ask }) => `${type}: ${reason} ${whomToAsk(ask)}`))];
  const otherwise = lacking.some(({ atNight }) => atNight) ? ` ${nothingIsHeldBack}` : '';
  const detail = `${sentences.join(' ')}${otherwise} Nothing was written.`;
  return problem(403, 'role-needed', detail, { needs: rolesIn(lacking.flatMap(({ ask }) => ask)), lacking: told });
}

/** "Ask a manager or a chair." */
export function whomToAsk(ask: readonly Role[]): string {
  if (ask.length === 0) return 'Nobody may.';
  return `Ask ${ask.map((role) => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`).join(' or ')}.`;
}

/** So for whoever works with children, and for nobody else: administrators, analysts and auditors record no casework. */
const nothingIsHeldBack =
  'A decision taken out of hours says when, in at, and is recorded: it waits to be countersigned. Facts that protect a child ' +
  'are recorded by themselves.';

function rolesIn(all: readonly Role[]): readonly Role[] {
  return [...new Set(all)];
}
