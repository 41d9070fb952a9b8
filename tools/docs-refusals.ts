import { isReasonCode, refusals, type Refusal, type RefusalCode } from '#journey';
import { table } from './docs-table.ts';

/** Every refusal of the journey: why, what to do, and what it rests on. */
export function refusalsDocument(): string {
  const codes = Object.keys(refusals).filter((code): code is RefusalCode => Object.hasOwn(refusals, code));
  const order = codes.filter((code) => !isReasonCode(code) && !isOfShape(code));
  const reasons = codes.filter((code) => isReasonCode(code) && !isOnlyTold(code));
  return `# Refusals

Codes are stable: they are added, never renamed. Evidence: **V** read in the primary text, **V2** in a secondary text that
states it, **R** recalled and not checked (never to be called statutory), **house** a rule of Waymark's own.

## Order: answered 409

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], order.map(row))}
## The shape of a correction: answered 400

By HTTP the data of a correction is held to the shape of the fact it corrects before the order is looked at, and every fault is
listed. The law has a refusal of its own for callers that are no HTTP service.

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], codes.filter(isOfShape).map(row))}
## A reason is missing: answered 422

Asked of proposals only, never of history, and every one owed is listed. Protective facts are recorded without, and the
answer lists what they owe.

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], reasons.map(row))}
## Told, and never refused

Owed by protective facts alone: they are recorded, and the answer says so in \`reasonOwed\`.

${table(['code', 'why', 'what next', 'needs', 'source', 'evidence'], codes.filter(isOnlyTold).map(row))}`;
}

function isOfShape(code: RefusalCode): boolean {
  return code === 'correction-changes-type';
}

function isOnlyTold(code: RefusalCode): boolean {
  return code === 'longer-without-reason';
}

function row(code: RefusalCode): readonly string[] {
  const { sentence, whatNext, source, status, needs }: Refusal = refusals[code];
  return [`\`${code}\``, sentence, whatNext, needs?.join(', ') ?? '', source, status];
}
