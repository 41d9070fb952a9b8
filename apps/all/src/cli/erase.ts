import os from 'node:os';
import { isPlainDate, londonDate } from '#calendar';
import { journeyLaws } from '#journey';
import { ErasureUnfinished } from '#privacy';
import { recorder } from '#recording';
import { leftAfterErasure, pendingInWords, refusedErasure } from '../../../audit/src/erasure/erasure-in-words.ts';
import { CalledWrongly, CannotDo, say, type Command, type Given } from './command.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Erases a child's personal texts for good. */
export const erase: Command = {
  options: {
    authority: { value: 'CODE', needed: true, meaning: 'The child’s authority.' },
    child: { value: 'ID', needed: true, meaning: 'The child.' },
    reference: { value: 'TEXT', needed: true, meaning: 'What the order is filed under.' },
    'authorised-by': { value: 'TEXT', needed: true, meaning: 'Who is authorised to order it, by name and office.' },
    court: {
      value: 'TEXT',
      meaning: 'The court that ordered it, where one did: it goes before the retention schedule.',
    },
    'court-reference': { value: 'TEXT', meaning: 'The number of its order.' },
    'court-date': { value: 'DAY', meaning: 'The day of its order, as YYYY-MM-DD.' },
  },
  more: `Destroys the key that the child's texts are sealed under. It cannot be undone. Refused while the case is open, or the schedule
that RETENTION names keeps the record, unless a court ordered it. Cut off, run it again. The erasure is pending until the master key
is rotated: npx waymark rotate-keys. docs/privacy.md says what is left.`,
  run: async (given) =>
    withStore((store, settings) =>
      withKeys(store, settings, async (keys) => {
        const { authority = '', child = '', reference = '' } = given;
        const { rules, retention } = settings;
        const today = () => londonDate(Date.now());
        const parts = { store, keys, rules, laws: journeyLaws(rules), retention, now: Date.now, today };
        const by = { user: os.userInfo().username, role: 'administrator' };
        const authorisedBy = given['authorised-by'] ?? '';
        const asked = { authority, child, reference, authorisedBy, by, courtOrder: courtOrderIn(given) };
        const outcome = await recorder(parts).erase(asked).catch(orCannot);
        if (outcome === undefined)
          throw new CannotDo(`Nothing is recorded of child ${child} in authority ${authority}.`);
        if (outcome.status === 'refused')
          throw new CannotDo(refusedErasure(outcome, 'by --court, --court-reference and --court-date'));
        say(
          outcome.status === 'erased'
            ? `Erased the personal texts of child ${child}: ${outcome.keys} ${outcome.keys === 1 ? 'key' : 'keys'} destroyed, order ${outcome.order}.`
            : `They were erased already, at ${outcome.erasedAt}, by order ${outcome.order}.`,
        );
        say(pendingInWords(outcome.pending));
        say(`What is left:\n${leftAfterErasure.map((each) => `  - ${each}`).join('\n')}`);
        return 0;
      }),
    ),
};

function courtOrderIn(given: Given) {
  const { court, 'court-reference': reference, 'court-date': madeOn } = given;
  if (court === undefined && reference === undefined && madeOn === undefined) return undefined;
  if (court === undefined || reference === undefined || !isPlainDate(madeOn)) {
    throw new CalledWrongly('An order of court needs --court, --court-reference and --court-date YYYY-MM-DD.');
  }
  return { court, reference, madeOn };
}

function orCannot(error: unknown): never {
  if (error instanceof ErasureUnfinished) throw new CannotDo(error.message);
  throw error;
}
