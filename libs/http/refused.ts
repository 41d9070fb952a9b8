import { refusals } from '#journey';
import type { MoveOutcome, Refusal } from '#recording';
import { notPermitted } from './not-permitted.ts';
import { problem, Problem } from './problem.ts';
import { invalid } from './shape.pipe.ts';

/** Where in a body lies what a refusal points to, which points into the list of one child's facts: `/facts/0/data/on`. */
export type PlaceInBody = (pointer: string) => string;

/** The body is a list of one child's facts. */
export const amongFacts: PlaceInBody = (pointer) => pointer;

/** The body is one fact's data. */
export const inData: PlaceInBody = (pointer) => pointer.replace(/^\/facts\/0\/data/, '');

/** The body is of several children, who share so many facts; the others are each one's own. */
export function ofChild(index: number, shared: number): PlaceInBody {
  return (pointer) =>
    pointer.replace(/^\/facts\/([0-9]+)/, (inShared, digits: string) =>
      Number(digits) < shared ? inShared : `/children/${String(index)}/facts/${String(Number(digits) - shared)}`,
    );
}

/** The problem that answers a refusal. */
export function refused(refusal: Refusal, placed: PlaceInBody): Problem {
  switch (refusal.because) {
    case 'shape':
      return invalid(refusal.faults.map((fault) => ({ ...fault, pointer: placed(fault.pointer) })));
    case 'unreadable':
      return problem(409, 'text-does-not-open', textDoesNotOpen, {
        errors: refusal.faults.map((fault) => ({ ...fault, pointer: placed(fault.pointer) })),
      });
    case 'not-permitted':
      return notPermitted(refusal, placed);
    case 'revision-moved':
      return revisionMoved(refusal);
    case 'key-reused':
      return keyReused();
    case 'order': {
      const { code, fact, sentence, whatNext, standing, open, laterFacts, needs } = refusal;
      return problem(409, code, `${sentence} ${whatNext} Nothing was written.`, {
        pointer: placed(`/facts/${String(fact)}/data`),
        standing,
        ...(open !== undefined && { open }),
        ...(laterFacts !== undefined && {
          facts: laterFacts.map(({ because, ...fallen }) => ({
            ...fallen,
            pointer: placed(`/facts/${String(because)}/data`),
          })),
        }),
        ...(needs !== undefined && { needs }),
      });
    }
    case 'reason': {
      const listed = refusal.owed.map(({ fact, ...rest }) => ({
        ...rest,
        field: refusals[rest.code].field,
        sentence: refusals[rest.code].sentence,
        pointer: placed(`/facts/${String(fact)}/data`),
      }));
      const protective = refusal.withheld.map((fact) => placed(`/facts/${String(fact)}`));
      const detail = `${everyReason(refusal)} Nothing was written.${postAlone(protective)}`;
      return problem(422, refusal.code, detail, { owed: listed });
    }
  }
}

/** Each reason that is owed, once, with the field to give it in. */
function everyReason({ owed }: Extract<Refusal, { because: 'reason' }>): string {
  const codes = [...new Set(owed.map(({ code }) => code))];
  return codes.map((code) => `${refusals[code].sentence} ${refusals[code].whatNext}`).join(' ');
}

/** What protects a child waits for no reason: where it was held back with what does, it can be posted without. */
function postAlone(protective: readonly string[]): string {
  if (protective.length === 0) return '';
  const which = protective.join(', ');
  return ` That includes facts that protect the child and would be recorded without this reason: post ${which} without the others.`;
}

const textDoesNotOpen =
  'Texts of these facts do not open any more, so they cannot be moved to another child. Nothing was written: withdraw the ' +
  'facts here as wrong-child, and record for the other child what is known.';

/** The body of a move lists ids: a refusal of what is recorded or withdrawn for either child points to one of them. */
const amongIds: PlaceInBody = (pointer) => pointer.replace(/^(\/facts\/[0-9]+).*/, '$1');

/** The problem that answers a move refused for one of its two children. */
export function moveRefused({ child, refusal }: Extract<MoveOutcome, { status: 'refused' }>, from: string): Problem {
  const { document } = refused(refusal, amongIds);
  const which = child === from ? 'the child they were recorded for' : 'the child they are moved to';
  return new Problem({ ...document, detail: `For ${which}: ${document.detail}`, child });
}

/** The problem that answers a move of which the second half is refused. */
export function moveUnfinished({ to, refusal }: Extract<MoveOutcome, { status: 'unfinished' }>): Problem {
  const detail =
    'The facts are recorded for the child they were moved to, and could not be withdrawn here, where the journey has ' +
    'moved since: see because. Withdraw them here as wrong-child together with what it lists.';
  const because = refused(refusal, amongIds).document;
  return problem(409, 'move-unfinished', detail, { to, because });
}

function revisionMoved({ revision, standing }: Extract<Refusal, { because: 'revision-moved' }>): Problem {
  const now = revision === null ? 'It has no facts' : `It is at revision ${String(revision)}`;
  const detail =
    `The journey is not where it was when the request was made. ${now}. ` +
    'Nothing was written: read the journey again, and post again if the facts still hold.';
  return problem(409, 'revision-moved', detail, { revision, standing });
}

function keyReused(): Problem {
  const detail =
    'The Idempotency-Key was used before, for other facts of this child. Nothing was written now: give every request ' +
    'a key of its own, and repeat a key only with the same facts.';
  return problem(422, 'idempotency-key-reused', detail);
}
