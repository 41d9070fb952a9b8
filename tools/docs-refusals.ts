import { isReasonCode, refusals, type Refusal, type RefusalCode } from '#journey';
import { table } from './docs-table.ts';

/** Every refusal of the journey: why, what to do, and what it rests on. */
export function refusalsDocument(): string {
  const codes = Object.keys(refusals).filter((code): code is RefusalCode => Object.hasOwn(refusals, code));
  const order = codes.filter((code) => !isReasonCode(code));
  const reasons = codes.filter(isReasonCode);
  return `# Refusals

Codes are stable: they are added, never renamed. Evidence: **V** read in the primary text, **V2** in a secondary text that
states it, **R** recalled and not checked (never to be called statutory), **house** a rule of Waymark's own.

## Order: answered 409

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], order.map(row))}
## A reason is missing: answered 422

Asked of proposals only, never of history, and every one owed is listed. Protective facts are recorded without, and the
answer lists what they owe.

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], reasons.map(row))}`;
}

function row(code: RefusalCode): readonly string[] {
  const { sentence, whatNext, source, status, needs }: Refusal = refusals[code];
  return [`\`${code}\``, sentence, whatNext, needs?.join(', ') ?? '', source, status];
}
