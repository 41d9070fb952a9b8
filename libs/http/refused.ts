import type { Refusal } from '#recording';
import { problem, type Problem } from './problem.ts';
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
      const { code, owed, sentence, whatNext } = refusal;
      const listed = owed.map(({ fact, ...rest }) => ({
        ...rest,
        pointer: placed(`/facts/${String(fact)}/data`),
      }));
      return problem(422, code, `${sentence} ${whatNext} Nothing was written.`, { owed: listed });
    }
  }
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
