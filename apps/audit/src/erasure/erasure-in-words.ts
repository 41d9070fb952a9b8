import { inWords } from '#calendar';
import type { ErasureRefused } from '#recording';

/** What an erasure leaves behind, said plainly to whoever asked for it (decisions.md 12). */
export const leftAfterErasure: readonly string[] = [
  'The child’s id, and the days and codes of every fact: they are what statistics count.',
  'Date of birth, sex, ethnicity and disabilities, as codes and dates.',
  'The names of workers and teams who recorded or were allocated, and the access log.',
  'What other children’s texts say of this child, such as a sibling named there: it goes with their keys.',
  'What was recorded for the wrong child, which is sealed under that child’s key.',
  'Files that were given out: bundles, returns, subject access.',
  'The order itself, sealed under the authority’s own key.',
];

export function pendingInWords(pending: boolean): string {
  return pending
    ? 'Nobody can read these texts here any more. A copy of the key store made before could still bring the key back, ' +
        'and of one in PostgreSQL so could the server’s log (WAL), its archives and replicas, until the master key is rotated (npx waymark rotate-keys) and every copy of the old master key is destroyed: the erasure is pending until then.'
    : 'Nobody can read these texts any more, and no copy of the key store brings the key back.';
}

/** `asked` says how whoever asked gives an order of court, with the court, its reference and the day. */
export function refusedErasure(refused: ErasureRefused, asked: string): string {
  const court = `An order of court goes before it: give it ${asked}.`;
  switch (refused.because) {
    case 'case-open':
      return `Nothing was erased: ${refused.standing} Close the case first. ${court}`;
    case 'no-retention-schedule':
      return (
        'Nothing was erased: this authority has no retention schedule here, so nobody can tell how long the record must ' +
        `be kept. Name one by RETENTION, as docs/examples/retention.example.json shows. ${court}`
      );
    case 'retained': {
      const why = refused.rules.map(({ name, source, until }) => `${name} (${source}): ${dayOf(until)}`).join('; ');
      const until =
        refused.keptUntil === 'unknown'
          ? 'for as long as the day it is counted from is not recorded'
          : `until ${inWords(refused.keptUntil)}`;
      return `Nothing was erased: by ${refused.schedule} the record must be kept ${until}. ${why}. ${court}`;
    }
  }
}

function dayOf(until: Extract<ErasureRefused, { because: 'retained' }>['keptUntil']): string {
  return until === 'unknown' ? 'the day it is counted from is not recorded' : `until ${inWords(until)}`;
}
