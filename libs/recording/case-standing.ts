import type { CaseEntries, CaseEntryRead } from './case-entries.ts';

/** Whether a person may know of a child: under a broken glass where it is named, or not. */
export type Sight =
  | { readonly open: true; readonly glass?: string }
  /** `barred` by a conflict of interest; otherwise restricted to others. */
  | { readonly open: false; readonly because: 'restricted' | 'barred' };

export interface Restriction {
  readonly child: string;
  readonly to: readonly string[];
  readonly entry: Entry<'CaseRestricted'>;
}

export interface Bar {
  readonly child: string;
  readonly person: string;
  readonly entry: Entry<'PersonBarred'>;
}

export interface BrokenGlass {
  readonly child: string;
  /** Milliseconds since 1970 UTC. */
  readonly until: number;
  readonly entry: Entry<'GlassBroken'>;
  readonly reviewed: Entry<'GlassReviewed'> | undefined;
}

type Entry<T extends keyof CaseEntries> = Extract<CaseEntryRead, { type: T }>;

/** Who may know of whom in one authority, as its entries say so far. It is kept up to date by whoever made it. */
export class CaseStanding {
  private readonly restrictions = new Map<string, Restriction>();
  private readonly bars = new Map<string, Map<string, Bar>>();
  private readonly glass = new Map<string, BrokenGlass>();
  private readonly open = new Map<string, BrokenGlass[]>();
  private readonly owed = new Map<string, Entry<'CountersignatureOwed'>>();
  private readonly signed = new Map<string, Entry<'FactCountersigned'>>();

  sight(child: string, user: string, now: number): Sight {
    if (this.bars.get(child)?.has(user) === true) return { open: false, because: 'barred' };
    const restriction = this.restrictions.get(child);
    if (restriction === undefined || restriction.to.includes(user)) return { open: true };
    const broken = this.open.get(child)?.find(({ entry, until }) => entry.by.user === user && now < until);
    return broken === undefined ? { open: false, because: 'restricted' } : { open: true, glass: broken.entry.id };
  }

  restriction(child: string): Restriction | undefined {
    return this.restrictions.get(child);
  }

  /** In the order they were made. */
  restricted(): readonly Restriction[] {
    return [...this.restrictions.values()];
  }

  barred(): readonly Bar[] {
    return [...this.bars.values()].flatMap((of) => [...of.values()]);
  }

  isBarred(child: string, person: string): boolean {
    return this.bars.get(child)?.has(person) ?? false;
  }

  glassBroken(): readonly BrokenGlass[] {
    return [...this.glass.values()];
  }

  glassOf(id: string): BrokenGlass | undefined {
    return this.glass.get(id);
  }

  /** What waits to be countersigned, or says it does: the fact may never have been recorded, or be withdrawn since. */
  owing(): readonly Entry<'CountersignatureOwed'>[] {
    return [...this.owed.values()].filter(({ data }) => !this.signed.has(data.fact));
  }

  countersigned(fact: string): Entry<'FactCountersigned'> | undefined {
    return this.signed.get(fact);
  }

  take(entry: CaseEntryRead): void {
    switch (entry.type) {
      case 'CaseRestricted':
        this.restrictions.set(entry.data.child, { child: entry.data.child, to: entry.data.to, entry });
        return;
      case 'RestrictionLifted':
        this.restrictions.delete(entry.data.child);
        return;
      case 'PersonBarred':
        this.barsOf(entry.data.child).set(entry.data.person, { ...entry.data, entry });
        return;
      case 'BarLifted':
        this.barsOf(entry.data.child).delete(entry.data.person);
        return;
      case 'GlassBroken':
        this.breakGlass(entry);
        return;
      case 'GlassReviewed':
        this.review(entry);
        return;
      case 'CountersignatureOwed':
        this.owed.set(entry.data.fact, entry);
        return;
      case 'FactCountersigned':
        // The first stands: one countersignature is enough.
        if (!this.signed.has(entry.data.fact)) this.signed.set(entry.data.fact, entry);
    }
  }

  private breakGlass(entry: Entry<'GlassBroken'>): void {
    const { child, until } = entry.data;
    const broken = { child, until: Date.parse(until), entry, reviewed: undefined };
    this.glass.set(entry.id, broken);
    this.open.set(child, [...(this.open.get(child) ?? []), broken]);
  }

  private review(entry: Entry<'GlassReviewed'>): void {
    const broken = this.glass.get(entry.data.glass);
    if (broken?.reviewed === undefined && broken !== undefined)
      this.glass.set(entry.data.glass, { ...broken, reviewed: entry });
  }

  private barsOf(child: string): Map<string, Bar> {
    const bars = this.bars.get(child) ?? new Map<string, Bar>();
    this.bars.set(child, bars);
    return bars;
  }
}
