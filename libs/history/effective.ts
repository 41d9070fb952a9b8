import type { PlainDate } from '#calendar';
import type { LondonTime, Ordinary } from '#events';
import { corrections } from './corrections.ts';
import type { Effective, Recorded } from './recorded.ts';

/**
 * One child's ordinary facts as they stand: withdrawn ones left out, corrected ones with their new data, in the order
 * things happened: by day, then by time, then as recorded (decisions.md 1). `facts` are the child's, whole, in the
 * order recorded.
 *
 * A fact without a time takes over that of the fact typed before it for the same day, as that was first typed, withdrawn
 * or not; the first of a day without one comes before every time. So adding or withdrawing a fact never reorders others.
 */
export function effectiveHistory(facts: readonly Recorded[]): readonly Effective[] {
  const { withdrawnBy, correctedBy } = corrections(facts);
  const times = new Map<PlainDate, LondonTime>();
  const history: Effective[] = [];
  let inOrder = true;
  for (const [index, fact] of facts.entries()) {
    if (fact.type === 'FactWithdrawn' || fact.type === 'FactCorrected') continue;
    const correction = correctedBy.get(index);
    if (!withdrawnBy.has(index)) {
      const data = correction?.data.data ?? fact.data;
      const time = data.at ?? times.get(data.on) ?? '';
      const sources = correction === undefined ? [fact.id] : [fact.id, correction.id];
      const last = history.at(-1);
      const stands = standing(fact, data, time, sources);
      inOrder &&= last === undefined || comparePlace(last, stands) < 0;
      history.push(stands);
    }
    times.set(fact.data.on, fact.data.at ?? times.get(fact.data.on) ?? '');
  }
  return inOrder ? history : history.sort(comparePlace);
}

/** Which of two facts of one child comes first: negative when `a` does. Never 0 for different facts. */
export function comparePlace(a: Effective, b: Effective): number {
  if (a.data.on !== b.data.on) return a.data.on < b.data.on ? -1 : 1;
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.revision - b.revision;
}

/** A correction keeps its fact's type (the law refuses any other), which the compiler cannot follow. */
function standing(
  fact: Exclude<Recorded, { type: 'FactWithdrawn' | 'FactCorrected' }>,
  data: Ordinary['data'],
  time: LondonTime,
  sources: readonly string[],
): Effective {
  const { id, type, revision, recordedAt, recordedBy } = fact;
  return { id, type, data, revision, recordedAt, recordedBy, time, sources } as Effective;
}
