import type { PlainDate } from '#calendar';
import type { Category, Facts, Ordinary, OrdinaryType } from '#events';
import { effectiveHistory, toldBy, type Effective, type Recorded } from '#history';
import { windowOf, type CensusYear } from './census-year.ts';
import { sameSet, type KnownOfChild } from './census-telling.ts';

/** Which fact of a journey an import of a census recorded, and from which year's file. */
export type CensusOrigins = ReadonlyMap<string, CensusYear>;

/** A fact that imports have told, as the last of them said it. */
export interface Said {
  readonly id: string;
  readonly fact: Ordinary;
  /** The year of the file that said it first. */
  readonly since: CensusYear;
  /** The year of the file that said it so. */
  readonly year: CensusYear;
  /** Whether it stands; withdrawn by an import it may come back, by anyone else it does not. */
  readonly standing: 'stands' | 'withdrawn' | 'withdrawn-by-others';
  /** The withdrawal by an import, where there is one that stands, and the year of the file that withdrew it. */
  readonly withdrawal?: { readonly id: string; readonly year: CensusYear } | undefined;
}

/** A fact that no import told by itself: another's, or told of by an opening balance. */
export interface Other {
  readonly fact: Ordinary;
  /** The year of the file whose opening balance tells it; absent of what others recorded. */
  readonly since?: CensusYear | undefined;
}

/** A child's journey as earlier imports and others left it. */
export interface CensusPast {
  readonly said: readonly Said[];
  /** What others recorded and stands, and what opening balances tell. */
  readonly others: readonly Other[];
  readonly lastYear: CensusYear | undefined;
}

/** Reads a journey for an import. Personal texts of `facts` are open. */
export function censusPast(facts: readonly Recorded[], origins: CensusOrigins): CensusPast {
  const said = new Map<string, Said>();
  const withdrawals = new Map<string, string>();
  for (const { id, type, data } of facts) {
    const year = origins.get(id);
    if (type === 'FactWithdrawn') {
      const restored = withdrawals.get(data.fact);
      const named = said.get(restored ?? data.fact);
      if (named === undefined) continue;
      if (restored !== undefined) said.set(restored, { ...named, standing: 'stands', withdrawal: undefined });
      else {
        withdrawals.set(id, data.fact);
        const standing = year === undefined ? 'withdrawn-by-others' : 'withdrawn';
        said.set(data.fact, { ...named, standing, withdrawal: year === undefined ? undefined : { id, year } });
      }
    } else if (type === 'FactCorrected') {
      const named = said.get(data.fact);
      if (named === undefined || year === undefined) continue;
      said.set(data.fact, { ...named, year, fact: { type: named.fact.type, data: data.data } as Ordinary });
    } else if (year !== undefined) {
      said.set(id, { id, fact: { type, data } as Ordinary, since: year, year, standing: 'stands' });
    }
  }
  const standing = effectiveHistory(facts);
  const others = standing.flatMap((fact): Other[] => {
    const since = origins.get(fact.id);
    const told =
      fact.type === 'CaseBroughtForward' ? toldBy(fact).map((each) => ({ fact: ordinary(each), since })) : [];
    return since === undefined ? [{ fact: ordinary(fact) }, ...told] : told;
  });
  const years = [...said.values()].map(({ year }) => year);
  return { said: [...said.values()], others, lastYear: years.length === 0 ? undefined : Math.max(...years) };
}

/** What a file of this year has to know of the child. */
export function knownFrom({ said, others }: CensusPast, year: CensusYear): KnownOfChild {
  const standing = said.filter((each) => each.standing === 'stands');
  const ofThisYear = standing.flatMap(({ fact, since }) => (since === year ? [fact] : []));
  // What the balance of this year's or a later file tells, this year's file tells anew.
  const toldElsewhere = toldBefore(others, year);
  const elsewhere = [...standing.flatMap(({ fact, since }) => (since === year ? [] : [fact])), ...toldElsewhere];
  const before = standing.flatMap(({ fact, since }) => (since < year ? [fact] : []));
  const { from } = windowOf(year);
  const registered = [...standing, ...others].map(({ fact }) => fact).find((fact) => fact.type === 'ChildRegistered');
  const isBornTold = standing.some(({ fact, since }) => fact.type === 'ChildBorn' && since !== year);
  return {
    // Also of this year's own: a referral of before it stands as such where an earlier file has taken its balance's place.
    hasCase: [...elsewhere, ...ofThisYear].some(({ type, data: { on } }) => type === 'ReferralReceived' && on < from),
    plansStartedOn: elsewhere.flatMap((fact) => (fact.type === 'PlanStarted' ? [fact.data.on] : [])),
    categoriesBefore: (on) => categoriesOn([...before, ...toldElsewhere], on),
    changeTold: (on, categories) =>
      changesWithin([...elsewhere, ...ofThisYear], on).find(
        (each) => ofThisYear.includes(each) && sameSet(each.data.categories, categories),
      )?.data.on,
    isUnborn: registered !== undefined && registered.data.dateOfBirth === undefined && !isBornTold,
    registeredOn: registered?.data.on,
  };
}

/** What others recorded, and what the balance of an earlier year's file tells. */
export function toldBefore(others: readonly Other[], year: CensusYear): readonly Ordinary[] {
  return others.flatMap(({ fact, since }) => (since === undefined || since < year ? [fact] : []));
}

/** The categories of the plan that started on a day, as these facts last tell them. */
export function categoriesOn(facts: readonly Ordinary[], startedOn: PlainDate): readonly Category[] | undefined {
  const start = facts.find((fact) => fact.type === 'PlanStarted' && fact.data.on === startedOn);
  const opening = facts.find((fact) => fact.type === 'CaseBroughtForward' && fact.data.plan?.startedOn === startedOn);
  const begun = opening?.type === 'CaseBroughtForward' ? opening.data.plan?.latestCategories : categoriesOfStart(start);
  return changesWithin(facts, startedOn).at(-1)?.data.categories ?? begun;
}

function categoriesOfStart(fact: Ordinary | undefined): readonly Category[] | undefined {
  return fact?.type === 'PlanStarted' ? fact.data.categories : undefined;
}

/** The changes of categories of the plan that started on a day, in the order they happened. */
function changesWithin(facts: readonly Ordinary[], startedOn: PlainDate) {
  const next = facts
    .flatMap((fact) => (fact.type === 'PlanStarted' && fact.data.on > startedOn ? [fact.data.on] : []))
    .sort()[0];
  return facts
    .filter(
      (fact): fact is Extract<Ordinary, { type: 'PlanCategoriesChanged' }> => fact.type === 'PlanCategoriesChanged',
    )
    .filter(({ data: { on } }) => on >= startedOn && (next === undefined || on < next))
    .sort((a, b) => (a.data.on < b.data.on ? -1 : 1));
}

function ordinary({ type, data }: Effective): Ordinary {
  return { type, data } as Ordinary;
}

/** The details of the child as imports have told them, the later year's word standing, and who said each last. */
export function detailsSaid(
  said: readonly Said[],
): ReadonlyMap<string, { readonly value: unknown; readonly by: Said }> {
  const details = new Map<string, { value: unknown; by: Said }>();
  const types: readonly OrdinaryType[] = ['ChildRegistered', 'ChildBorn', 'ChildDetailsAmended'];
  for (const each of said) {
    if (each.standing !== 'stands' || !types.includes(each.fact.type)) continue;
    for (const [field, value] of Object.entries(each.fact.data as Facts['ChildDetailsAmended'])) {
      if (field !== 'on') details.set(field, { value, by: each });
    }
  }
  return details;
}
