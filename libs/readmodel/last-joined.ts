import { journeyStream, type EventPlace } from '#store';
import type { Statements } from './statements.ts';

/** The fact that came last in the store of all that are in the rows. */
export type LastJoined = EventPlace & { readonly position: number };

/** Undefined before the first fact. Asks for each authority by itself: that is what facts by position are found by. */
export async function lastJoined(at: Statements): Promise<LastJoined | undefined> {
  let last: LastJoined | undefined;
  for (let authority = ''; ;) {
    const [next] = await at.all(
      'SELECT authority FROM facts WHERE authority > ? ORDER BY authority LIMIT 1',
      authority,
    );
    if (next === undefined) return last;
    authority = String(next[0]);
    const [row] = await at.all(
      'SELECT child, revision, id, position FROM facts WHERE authority = ? ORDER BY position DESC LIMIT 1',
      authority,
    );
    const [child, revision, id, position] = row ?? [];
    if (last !== undefined && Number(position) < last.position) continue;
    last = {
      stream: journeyStream(authority, String(child)),
      revision: Number(revision),
      id: String(id),
      position: Number(position),
    };
  }
}
