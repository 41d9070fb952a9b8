import type { PlainDate } from '#calendar';
import type { Ordinary } from '#events';
import { canonical, keyOf, plansToldOn } from './census-alike.ts';
import { as, correction, withdrawal, type Change, type Merging } from './census-change.ts';
import { details } from './census-details.ts';
import type { ToldFact } from './census-item.ts';
import { toldBefore, type CensusPast, type Said } from './census-past.ts';
import { inLaterWords, toldAgain } from './census-balance.ts';
import { asLaterFilesHaveIt, unfinished } from './census-unfinished.ts';
import { windowOf, type CensusYear } from './census-year.ts';

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
    const alike = [...free].filter(({ fact }) => keyOf(fact) === key);
    const match = alike.find(({ standing: now }) => now === 'stands') ?? alike[0];
    if (match !== undefined) {
      pairs.set(each, match);
      free.delete(match);
    } else if (!others.has(key)) pending.push(each);
  }
  pairRedated(merging, pending, free, pairs);
  pairMoved(merging, pending, free, pairs);
  const redated = redatedReferral(merging, pending, free, pairs);
  const found: Change[] = [
    ...redated,
    ...withdrawn(merging, free),
    ...countedHereNow(merging, pending),
    ...details(merging, told),
  ];
  for (const each of told) {
    if (isDetail(each.fact)) continue;
    const match = pairs.get(each);
    if (match === undefined) {
      if (pending.includes(each))
        found.push(...asLaterFilesHaveIt(merging, { ...each, ...inLaterWords(each, merging) }));
      continue;
    }
    if (match.withdrawal !== undefined) {
      if (match.withdrawal.year > year) {
        // A later year’s file withdrew it, and its word stands; but not of what it withdrew for want of this one.
        if (match.since < year) found.push(each);
        continue;
      }
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

/** A referral that a later year's file has dated otherwise since: the later year's word stands. */
function pairRedated({ year }: Merging, pending: ToldFact[], free: Set<Said>, pairs: Map<ToldFact, Said>): void {
  for (const each of pending.filter(({ fact: { type } }) => type === 'ReferralReceived')) {
    const other = [...free].find(
      ({ fact: { type }, since, year: by, standing }) =>
        type === 'ReferralReceived' && since === year && by > year && standing === 'stands',
    );
    if (other === undefined) return;
    pairs.set(each, other);
    pending.splice(pending.indexOf(each), 1);
    free.delete(other);
  }
}

/**
 * The case the year before left open, which this year's file tells of from another day: open on the first day of a year, it
 * is in both files, so it is the same. Only of a child of whom last year's file is known to have told.
 */
function redatedReferral(
  { past, year, note }: Merging,
  pending: ToldFact[],
  free: Set<Said>,
  pairs: Map<ToldFact, Said>,
): readonly Change[] {
  const { from } = windowOf(year);
  const told = pending.find(({ fact: { type, data } }) => type === 'ReferralReceived' && data.on < from);
  const isNext = past.said.some((each) => each.year === year - 1) && (past.lastYear ?? year) <= year;
  if (told?.fact.type !== 'ReferralReceived' || !isNext) return [];
  const stands = past.said.filter(({ standing }) => standing === 'stands');
  const last = stands
    .filter(({ fact }) => isOfCase(fact) && fact.data.on <= from)
    .sort((a, b) => (a.fact.data.on < b.fact.data.on ? -1 : 1))
    .at(-1);
  if (last === undefined || !free.has(last) || last.since >= year) return [];
  const { fact, id } = last;
  if (fact.type !== 'ReferralReceived' && fact.type !== 'CaseBroughtForward') return [];
  pending.splice(pending.indexOf(told), 1);
  if (fact.type === 'ReferralReceived') {
    pairs.set(told, last);
    free.delete(last);
    return [];
  }
  const data = { ...fact.data, referral: { ...fact.data.referral, on: told.fact.data.on } };
  const redated = correction(id, { type: 'CaseBroughtForward', data }, `${note}: told otherwise.`);
  return [{ ...told, fact: redated }];
}

/** What begins a case or ends it. */
function isOfCase({ type }: Ordinary): boolean {
  return (
    type === 'ReferralReceived' || type === 'CaseBroughtForward' || type === 'CaseClosed' || type === 'ReferralDecided'
  );
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
  for (const each of free) {
    if (each.standing !== 'stands') continue;
    const { fact, id } = each;
    if (fact.type === 'CaseBroughtForward' && each.since > year && told.some(beginsCase)) {
      found.push(...toldAgain(merging, { id, balance: fact.data, since: each.since }));
    } else if (withdraws && isOwn(past, each, year) && !isDetail(fact) && !isInferred(merging, fact)) {
      found.push(as(child, withdrawal(id, `${note}: told no more.`)));
    }
  }
  return [...found, ...unfinished({ past, year, child, note, told }, free)];
}

function beginsCase({ fact: { type } }: ToldFact): boolean {
  return type === 'ReferralReceived' || type === 'CaseBroughtForward';
}

/** A conclusion that no file tells, but what another year's file had no more of. */
function isInferred({ past, year }: Merging, { type, data }: Ordinary): boolean {
  return type === 'Section47Concluded' && (data.on < windowOf(year).from || (past.lastYear ?? year) > year);
}

/** Plans told now of which a later year's file gave only the number: of a later plan, they are counted there no more. */
function countedHereNow({ past, year, child, note }: Merging, pending: readonly ToldFact[]): readonly Change[] {
  const known = past.others.map(({ fact }) => fact).filter(({ type }) => type === 'PlanStarted');
  const days = plansToldOn(pending).filter((day) => !known.some(({ data: { on } }) => on === day));
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
