import { problem } from '#http';
import { canonical } from '#evidence';
import { askedAgain, type Apart, type CountedMember, type Measure, type Members } from '#measures';
import type { Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { figuresOf, type Figures } from './count-to-publish.ts';
import type { FigureStored, Receipt } from './published.ts';
import { digestsOf, knownNow, readingToday, recount, type Known } from './recount.ts';

/** What may have changed of how a figure is read. */
export type ReadingPart = 'definition' | 'rows' | 'calendar' | 'rule-packs';

export type Verdict = 'same' | 'moved-by-facts' | 'moved-by-reading' | 'not-recountable';

/** A figure counted again, beside what it was published as. */
export interface Reissued {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** What of the reading is not as it was, whether it moves the figure or not. */
  readonly readingChanged: readonly ReadingPart[];
  /** As known at the receipt's last known fact, read as today; null where it cannot be counted. */
  readonly asKnownThen: Again | null;
  /** As known now. */
  readonly asKnownNow: Again | null;
}

/** A figure, and whether the same rows make it. */
export interface Again extends Figures {
  readonly same: boolean;
}

/** Counts a published figure again: as it was known, and as it is now. */
export async function reissued(snapshot: Snapshot, rules: Timescales, receipt: Receipt): Promise<Reissued> {
  const { published, authority } = receipt;
  const today = askedAgain(published);
  if ('why' in today) return notRecountable(today.why, ['definition']);
  const { measure } = today.question;
  const readingChanged = changesOfReading(rules, measure, published);
  const now = await recount(snapshot, rules, authority, today, knownNow(snapshot));
  const asKnownNow = again(published, today, now);
  const known = await knownAsOf(snapshot, receipt);
  if ('why' in known) return { ...notRecountable(known.why, readingChanged), asKnownNow };
  const asKnownThen = again(published, today, await recount(snapshot, rules, authority, today, known));
  if (!asKnownThen.same && readingChanged.length === 0) {
    return { ...notRecountable(otherFacts, readingChanged), asKnownThen, asKnownNow };
  }
  const verdict = !asKnownThen.same ? 'moved-by-reading' : asKnownNow.same ? 'same' : 'moved-by-facts';
  return { verdict, sentence: sentenceOf(verdict, readingChanged), readingChanged, asKnownThen, asKnownNow };
}

/**
 * What was known when the figure was counted, by the store as it is: the last fact known is found by its id, so that a
 * copied store serves, whose positions are others. Throws the 503 while the rows have not come so far again.
 */
export async function knownAsOf(
  snapshot: Snapshot,
  { authority, published: { knownAt, lastKnown, store } }: Receipt,
): Promise<Known | { readonly why: string }> {
  const instant = knownAt === null ? 0 : Date.parse(knownAt);
  const { fact } = lastKnown;
  if (fact === null) return { knownAt: instant, position: -1 };
  const facts = await snapshot.factsOf(authority, fact.child);
  const found = facts.find((each) => each.fact.id === fact.id);
  if (found !== undefined) return { knownAt: instant, position: found.position };
  const { projection } = snapshot;
  if (projection.store === store && (projection.position ?? -1) < (lastKnown.position ?? -1)) {
    const detail = 'The rows have not come as far again as when this was published. Ask again in a few seconds.';
    throw problem(503, 'figures-not-ready', detail, {}, { 'retry-after': '5' });
  }
  return {
    why: `The last fact it knew, ${fact.id}, is not in this store: it is another, or was restored from an older copy.`,
  };
}

/** What of the reading is not as it was when the figure was published. */
export function changesOfReading(rules: Timescales, measure: Measure, { reading }: FigureStored): ReadingPart[] {
  const today = readingToday(rules, measure);
  const changed: ReadingPart[] = [];
  if (today.definition !== reading.definition) changed.push('definition');
  if (today.rows !== reading.rows) changed.push('rows');
  if (today.calendar !== reading.calendar) changed.push('calendar');
  if (today.timescales !== reading.timescales && packsDiffer(today.timescales, reading.timescales)) {
    changed.push('rule-packs');
  }
  return changed;
}

/** The name of timescales begins with the calendar's: what follows it is the rules'. */
function packsDiffer(today: string, then: string): boolean {
  const rulesIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  return rulesIn(today) !== rulesIn(then);
}

function again(published: FigureStored, asked: Apart, members: Members<CountedMember>): Again {
  const figure = figuresOf(asked, members, published.group);
  const digests = digestsOf(members);
  const parts = ['numerator', 'denominator', 'excluded'] as const;
  const isSame = parts.every((part) => digests[part] === published.digests[part] && figure[part] === published[part]);
  const rest = ({ value, groups, spread }: Figures): string => canonical({ value, groups, spread });
  return { ...figure, same: isSame && rest(figure) === rest(published) };
}

function notRecountable(why: string, readingChanged: readonly ReadingPart[]): Reissued {
  const sentence = `It cannot be counted again as it was. ${why} The kept figure stands.`;
  return { verdict: 'not-recountable', sentence, readingChanged, asKnownThen: null, asKnownNow: null };
}

const otherFacts =
  'Facts it was counted from are missing from the store or are others there: verify it with npx waymark verify --all.';

const partsInWords: Readonly<Record<ReadingPart, string>> = {
  definition: 'the definition of the measure',
  rows: 'how rows are made of facts',
  calendar: 'the calendar of working days',
  'rule-packs': 'the timescales in force',
};

function sentenceOf(verdict: Exclude<Verdict, 'not-recountable'>, changed: readonly ReadingPart[]): string {
  const parts = changed.map((part) => partsInWords[part]).join(', ');
  switch (verdict) {
    case 'same':
      return changed.length === 0
        ? 'Counted again, the same rows make the same figure, as known then and as known now.'
        : `Counted again, the same rows make the same figure, although this has changed: ${parts}.`;
    case 'moved-by-facts':
      return 'As known then the same rows make the same figure. Facts recorded since move it: see the difference to now.';
    case 'moved-by-reading':
      return `Read as today, the facts known then make another figure. This has changed: ${parts}. The kept figure stands.`;
  }
}
