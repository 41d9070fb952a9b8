import type { PlainDate } from '#calendar';
import type { Facts, Ordinary, Proposed } from '#events';
import { canonical, detailFields } from './census-alike.ts';
import type { At } from './census-child.ts';
import type { Item, ToldFact } from './census-item.ts';
import { detailsSaid, toldBefore, type CensusPast, type Said } from './census-past.ts';
import { sameSet } from './census-told.ts';
import { windowOf, type CensusYear } from './census-year.ts';

/** A fact to be proposed because a file tells it, or tells it otherwise, or tells it no more. */
export interface Change {
  readonly fact: Proposed;
  readonly item: Item;
  readonly at: At;
  readonly begins: boolean;
}

export interface Merging {
  readonly told: readonly ToldFact[];
  readonly past: CensusPast;
  readonly year: CensusYear;
  /** Where the child's record stands: of what the file tells no more, there is no other place. */
  readonly child: Item;
  /** Said in every correction: which file, and of which year. */
  readonly note: string;
  /** Whether what an earlier file of the same year told and this one does not is withdrawn. */
  readonly withdraws: boolean;
}

/**
 * What a file changes of what imports have told of a child before. The same file again changes nothing. A file of the same
 * year told anew withdraws what it tells no more, and corrects what it tells otherwise; where another year's file told it
 * too, the later year's word stands. What others have recorded or corrected since is left as they left it.
 */
export function changes(merging: Merging): readonly Change[] {
  const { told, past, year } = merging;
  const standing = past.said.filter(({ standing: now }) => now !== 'withdrawn-by-others');
  const free = new Set(standing);
  const others = new Set([...toldBefore(past.others, year), ...gone(past)].map(keyOf));
  const pairs = new Map<ToldFact, Said>();
  const pending: ToldFact[] = [];
  for (const each of told) {
    if (isDetail(each.fact)) continue;
    const key = keyOf(each.fact);
    const match = [...free].find(({ fact }) => keyOf(fact) === key);
    if (match !== undefined) {
      pairs.set(each, match);
      free.delete(match);
    } else if (!others.has(key)) pending.push(each);
  }
  pairMoved(merging, pending, free, pairs);
  const found: Change[] = [...withdrawn(merging, free), ...countedHereNow(merging, pending), ...details(merging, told)];
  for (const each of told) {
    if (isDetail(each.fact)) continue;
    const match = pairs.get(each);
    if (match === undefined) {
      if (pending.includes(each)) found.push(...asLaterFilesHaveIt(merging, each));
      continue;
    }
    if (match.withdrawal !== undefined) {
      // A later year's file withdrew it, and a later year's word stands.
      if (match.withdrawal.year > year) continue;
      found.push({ ...each, fact: withdrawal(match.withdrawal.id, `${merging.note}: told again.`) });
    }
    if (
      match.year <= year &&
      !toldLater(past, match, year) &&
      canonical(match.fact.data) !== canonical(each.fact.data)
    ) {
      found.push({ ...each, fact: correction(match.id, each.fact, `${merging.note}: told otherwise.`) });
    }
  }
  return found;
}

/** What names a fact among those of its child: its kind and its day. */
function keyOf({ type, data }: Ordinary): string {
  if (type === 'ChildDied' || type === 'ChildRegistered') return type;
  return 'kind' in data && type !== 'InitialConferenceHeld'
    ? `${type} ${String(data.kind)} ${data.on}`
    : `${type} ${data.on}`;
}

function gone({ said }: CensusPast): readonly Ordinary[] {
  return said.filter(({ standing }) => standing === 'withdrawn-by-others').map(({ fact }) => fact);
}

function isDetail({ type }: Ordinary): boolean {
  return type === 'ChildRegistered' || type === 'ChildBorn' || type === 'ChildDetailsAmended';
}

/** Of one episode and kind, what is told on a new day and what is told no more are the same thing with another day. */
function pairMoved({ past, year }: Merging, pending: ToldFact[], free: Set<Said>, pairs: Map<ToldFact, Said>): void {
  const moved = [...free].filter((each) => isOwn(past, each, year) && each.standing === 'stands');
  const pair = (one: ToldFact, other: Said): void => {
    pairs.set(one, other);
    pending.splice(pending.indexOf(one), 1);
    free.delete(other);
    moved.splice(moved.indexOf(other), 1);
  };
  const referrals = [...pending].filter(({ fact: { type } }) => type === 'ReferralReceived');
  for (const each of referrals) {
    const other = moved.find(({ fact: { type } }) => type === 'ReferralReceived');
    if (other !== undefined) pair(each, other);
  }
  const episodes = new Map<PlainDate, number>();
  for (const [{ episode }, { fact }] of pairs)
    if (fact.type === 'ReferralReceived') episodes.set(fact.data.on, episode);
  const starts = past.said.flatMap(({ fact, standing }) =>
    fact.type === 'ReferralReceived' && standing === 'stands' ? [fact.data.on] : [],
  );
  const episodeOf = ({ fact: { data } }: Said): number | undefined => {
    const start = starts
      .filter((day) => day <= data.on)
      .sort()
      .at(-1);
    return start === undefined ? undefined : episodes.get(start);
  };
  for (const each of [...pending]) {
    const other = moved.find(
      (said) =>
        said.fact.type === each.fact.type &&
        kindOf(said.fact) === kindOf(each.fact) &&
        (episodeOf(said) ?? each.episode) === each.episode,
    );
    if (other !== undefined) pair(each, other);
  }
}

function kindOf({ data }: Ordinary): unknown {
  return 'kind' in data ? data.kind : undefined;
}

/** Whether a fact is this year's file's to change: no other year's file told it too. */
function isOwn(past: CensusPast, said: Said, year: CensusYear): boolean {
  return said.since === year && said.year === year && !toldLater(past, said, year);
}

/** Whether a later year's file has told of the child what went on after this year's end. */
function toldLater({ lastYear }: CensusPast, { fact }: Said, year: CensusYear): boolean {
  return lastYear !== undefined && lastYear > year && goesOn(fact);
}

/** What a file of the next year may tell as well: what has no day it ended on. */
function goesOn({ type }: Ordinary): boolean {
  return (
    type === 'ReferralReceived' ||
    type === 'PlanStarted' ||
    type === 'ChildInNeedPlanStarted' ||
    type === 'CaseBroughtForward'
  );
}

function withdrawn(merging: Merging, free: ReadonlySet<Said>): readonly Change[] {
  const { past, year, child, note, withdraws, told } = merging;
  const found: Change[] = [];
  const referrals = new Set(
    told.flatMap(({ fact }) =>
      fact.type === 'ReferralReceived'
        ? [fact.data.on]
        : fact.type === 'CaseBroughtForward'
          ? [fact.data.referral.on]
          : [],
    ),
  );
  for (const each of free) {
    if (each.standing !== 'stands') continue;
    const { fact, id } = each;
    const isOlderTale = fact.type === 'CaseBroughtForward' && each.since > year && referrals.has(fact.data.referral.on);
    if (isOlderTale) {
      found.push(as(child, withdrawal(id, `${note}: an earlier year’s file tells what was brought forward.`)));
    } else if (withdraws && isOwn(past, each, year) && !isDetail(fact) && !isInferred(merging, fact)) {
      found.push(as(child, withdrawal(id, `${note}: told no more.`)));
    }
  }
  return [...found, ...unfinished({ past, year, child, note, told }, free)];
}

/** A conclusion that no file tells, but what another year's file had no more of. */
function isInferred({ past, year }: Merging, { type, data }: Ordinary): boolean {
  return type === 'Section47Concluded' && (data.on < windowOf(year).from || (past.lastYear ?? year) > year);
}

/** Plans told now of which a later year's file gave only the number: of a later plan, they are counted there no more. */
function countedHereNow({ past, year, child, note }: Merging, pending: readonly ToldFact[]): readonly Change[] {
  const days = pending.flatMap(({ fact }) => (fact.type === 'PlanStarted' ? [fact.data.on] : []));
  return past.said.flatMap(({ id, fact, standing, since }): Change[] => {
    if (fact.type !== 'PlanStarted' || standing !== 'stands' || since <= year) return [];
    const { previousPlansHere, ...data } = fact.data;
    const count = (previousPlansHere?.count ?? 0) - days.filter((day) => day < data.on).length;
    if (previousPlansHere === undefined || count === previousPlansHere.count) return [];
    const counted = count > 0 ? { ...data, previousPlansHere: { count } } : data;
    const corrected = { type: 'PlanStarted', data: counted } as const;
    return [as(child, correction(id, corrected, `${note}: a plan counted as an earlier one is told.`))];
  });
}

/**
 * What an earlier year's file left unfinished and this year's, which tells the episode, does not tell: an enquiry of which no
 * conference came, and an assessment never completed in a case that is closed. An enquiry that led to no conference is in no
 * later file (guide p50), and an assessment that was not completed neither (rule 8736).
 */
function unfinished(
  { past, year, child, note, told }: Pick<Merging, 'past' | 'year' | 'child' | 'note' | 'told'>,
  free: ReadonlySet<Said>,
): readonly Change[] {
  const { from } = windowOf(year);
  const found: Change[] = [];
  const stands = past.said.filter(({ standing }) => standing === 'stands').map(({ fact }) => fact);
  for (const { fact, id, since } of free) {
    if (since >= year || fact.data.on >= from) continue;
    const episode = episodeToldAt(told, fact.data.on);
    if (episode === undefined) continue;
    if (fact.type === 'StrategyDiscussionHeld' && !isEnded(stands, told, fact)) {
      const data: Facts['Section47Concluded'] = {
        on: fact.data.on,
        ...notRequired,
      };
      found.push(as(child, { type: 'Section47Concluded', data }));
    } else if (
      fact.type === 'AssessmentStarted' &&
      episode.closedOn !== undefined &&
      !isAuthorised(stands, told, fact)
    ) {
      found.push(as(child, withdrawal(id, `${note}: the case is closed, and no file tells that this was completed.`)));
    }
  }
  return found;
}

/** What a file tells as still going on, and a later year's file, taken over before it, had no more of. */
function asLaterFilesHaveIt({ past, year, told }: Merging, each: ToldFact): readonly Change[] {
  const { fact } = each;
  if (past.lastYear === undefined || past.lastYear <= year) return [each];
  const stands = past.said.filter(({ standing }) => standing === 'stands').map((said) => said.fact);
  if (fact.type === 'StrategyDiscussionHeld' && !isEnded(stands, told, fact)) {
    const data: Facts['Section47Concluded'] = { on: fact.data.on, ...notRequired };
    return [each, { ...each, fact: { type: 'Section47Concluded', data }, begins: false }];
  }
  const isClosedLater = stands.some(({ type, data: { on } }) => type === 'CaseClosed' && on > windowOf(year).to);
  if (fact.type === 'AssessmentStarted' && isClosedLater && !isAuthorised(stands, told, fact)) return [];
  return [each];
}

const notRequired = { outcome: 'conference-not-required', substantiated: 'not-known' } as const;

function episodeToldAt(
  told: readonly ToldFact[],
  day: PlainDate,
): { readonly closedOn: PlainDate | undefined } | undefined {
  const referral = told.findLast(({ fact }) => fact.type === 'ReferralReceived' && fact.data.on <= day);
  if (referral === undefined) return undefined;
  const closed = told.find(({ fact, episode }) => fact.type === 'CaseClosed' && episode === referral.episode)?.fact.data
    .on;
  return closed !== undefined && closed < day ? undefined : { closedOn: closed };
}

function isEnded(stands: readonly Ordinary[], told: readonly ToldFact[], start: Ordinary): boolean {
  const all = [...stands, ...told.map(({ fact }) => fact)];
  const next = all
    .flatMap(({ type, data: { on } }) => (type === 'StrategyDiscussionHeld' && on > start.data.on ? [on] : []))
    .sort()[0];
  return all.some(
    ({ type, data: { on } }) =>
      (type === 'Section47Concluded' || type === 'InitialConferenceHeld') &&
      on >= start.data.on &&
      (next === undefined || on < next || (on === next && type === 'InitialConferenceHeld')),
  );
}

function isAuthorised(
  stands: readonly Ordinary[],
  told: readonly ToldFact[],
  start: Extract<Ordinary, { type: 'AssessmentStarted' }>,
): boolean {
  const all = [...stands, ...told.map(({ fact }) => fact)];
  const ofKind = (fact: Ordinary): boolean => 'kind' in fact.data && fact.data.kind === start.data.kind;
  const next = all
    .flatMap((fact) =>
      fact.type === 'AssessmentStarted' && ofKind(fact) && fact.data.on > start.data.on ? [fact.data.on] : [],
    )
    .sort()[0];
  return all.some(
    (fact) =>
      fact.type === 'AssessmentAuthorised' &&
      ofKind(fact) &&
      fact.data.on >= start.data.on &&
      (next === undefined || fact.data.on <= next),
  );
}

/** What is known of the child: registered once, amended by a later year's file, corrected by one of the same year. */
function details({ past, year, child, note }: Merging, told: readonly ToldFact[]): readonly Change[] {
  const registered = told.find(({ fact }) => fact.type === 'ChildRegistered');
  const born = told.find(({ fact }) => fact.type === 'ChildBorn');
  if (registered?.fact.type !== 'ChildRegistered') return [];
  const isRegistered = past.others.some(({ fact: { type } }) => type === 'ChildRegistered');
  const before = past.said.find(({ fact }) => fact.type === 'ChildRegistered');
  if (before === undefined && !isRegistered) return [registered, ...(born === undefined ? [] : [born])];
  if (before === undefined || before.standing !== 'stands') return [];
  const found: Change[] = [];
  const data = registered.fact.data;
  const known = detailsSaid(past.said);
  const bornBefore = past.said.find(({ fact }) => fact.type === 'ChildBorn');
  if (
    born?.fact.type === 'ChildBorn' &&
    bornBefore === undefined &&
    !past.others.some(({ fact: { type } }) => type === 'ChildBorn')
  ) {
    if (known.get('dateOfBirth') === undefined) found.push(born);
  } else if (
    born?.fact.type === 'ChildBorn' &&
    bornBefore?.since === year &&
    bornBefore.standing === 'stands' &&
    canonical(bornBefore.fact.data) !== canonical(born.fact.data)
  ) {
    found.push({ ...born, fact: correction(bornBefore.id, born.fact, `${note}: told otherwise.`) });
  }
  const says: Record<string, unknown> = {
    ...data,
    ...(born?.fact.type === 'ChildBorn' &&
      bornBefore !== undefined && { sex: born.fact.data.sex, dateOfBirth: born.fact.data.dateOfBirth }),
  };
  if (born !== undefined && known.get('dateOfBirth') === undefined) delete says['sex'];
  if (born !== undefined) delete says['expectedDateOfBirth'];
  const others = detailFields.filter(
    (field) =>
      says[field] !== undefined &&
      !isSame(says[field], known.get(field)?.value) &&
      (known.get(field)?.by.year ?? before.year) <= year,
  );
  const ofThisYear = others.filter((field) => (known.get(field)?.by.year ?? before.year) === year);
  const corrected = correctedDetails(past, known, before, data, says, ofThisYear, year);
  found.push(
    ...corrected.map(({ id, fact }) => ({ ...registered, fact: correction(id, fact, `${note}: told otherwise.`) })),
  );
  const amended = others.filter((field) => !ofThisYear.includes(field));
  if (amended.length > 0) {
    const fact = {
      type: 'ChildDetailsAmended',
      data: { on: windowOf(year).to, ...Object.fromEntries(amended.map((field) => [field, says[field]])) },
    } as Ordinary;
    found.push({ ...registered, fact, item: child, begins: false });
  }
  return found;
}

function correctedDetails(
  past: CensusPast,
  known: ReturnType<typeof detailsSaid>,
  before: Said,
  data: Facts['ChildRegistered'],
  says: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  year: CensusYear,
): readonly { readonly id: string; readonly fact: Ordinary }[] {
  const found: { id: string; fact: Ordinary }[] = [];
  for (const each of past.said) {
    if (
      each.standing !== 'stands' ||
      (each.fact.type !== 'ChildRegistered' && each.fact.type !== 'ChildDetailsAmended')
    )
      continue;
    const mine = fields.filter((field) => (known.get(field)?.by ?? before) === each);
    const isMovedBack = each === before && data.on < each.fact.data.on;
    if (mine.length === 0 && !isMovedBack) continue;
    const replaced: Record<string, unknown> = {
      ...each.fact.data,
      ...Object.fromEntries(mine.map((field) => [field, says[field]])),
    };
    if (mine.includes('upn')) delete replaced['upnUnknownReason'];
    if (isMovedBack) replaced['on'] = data.on;
    found.push({ id: each.id, fact: { type: each.fact.type, data: replaced } as unknown as Ordinary });
  }
  return found;
}

/** A text that nobody can read again, its key being erased, is not told again: it was erased for a reason. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof b === 'object' && b !== null && !Array.isArray(b)) return true;
  return Array.isArray(a) && Array.isArray(b) ? sameSet(a as string[], b as string[]) : a === b;
}

function as(child: Item, fact: Proposed): Change {
  return { fact, item: child, at: child.at, begins: false };
}

function withdrawal(fact: string, note: string): Proposed {
  return { type: 'FactWithdrawn', data: { fact, why: 'recorded-in-error', note } };
}

function correction(fact: string, { data }: Ordinary, note: string): Proposed {
  return { type: 'FactCorrected', data: { fact, data, note } };
}
