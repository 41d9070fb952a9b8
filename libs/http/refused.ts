import type { Refusal } from '#recording';
import { problem, type Problem } from './problem.ts';
import { invalid } from './shape.pipe.ts';

/** The problem that answers a refusal. A body that is one fact's data has its pointers begin there. */
export function refused(refusal: Refusal, bodyIs: 'facts' | 'data'): Problem {
  switch (refusal.because) {
    case 'shape':
      return invalid(refusal.faults.map((fault) => ({ ...fault, pointer: within(fault.pointer, bodyIs) })));
    case 'revision-moved':
      return revisionMoved(refusal);
    case 'key-reused':
      return keyReused();
    case 'order': {
      const { code, fact, sentence, whatNext, standing, open, laterFacts, needs } = refusal;
      return problem(409, code, `${sentence} ${whatNext} Nothing was written.`, {
        pointer: within(`/facts/${String(fact)}/data`, bodyIs),
        standing,
        ...(open !== undefined && { open }),
        ...(laterFacts !== undefined && { facts: laterFacts }),
        ...(needs !== undefined && { needs }),
      });
    }
    case 'reason': {
      const { code, owed, sentence, whatNext } = refusal;
      const listed = owed.map(({ fact, ...rest }) => ({
        ...rest,
        pointer: within(`/facts/${String(fact)}/data`, bodyIs),
      }));
      return problem(422, code, `${sentence} ${whatNext} Nothing was written.`, { owed: listed });
    }
  }
}

function within(pointer: string, bodyIs: 'facts' | 'data'): string {
  return bodyIs === 'facts' ? pointer : pointer.replace(/^\/facts\/0\/data/, '');
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
