import { StoreClosed, type Store, type StoredEvent } from '#store';
import { casesPrefix, casesStream, type CaseEntry, type CaseEntryRead } from './case-entries.ts';
import { CaseStanding } from './case-standing.ts';
import { ledger, type Entered, type Ledger } from './ledger.ts';

/** Who may know of which child, as every process of Waymark is told of it. */
export interface CaseAccess {
  /**
   * How it stands in an authority: in memory, and followed from the store, so that a decision of any process is here as
   * soon as the store has told of it (milliseconds). While the store is not heard from, it is asked at every question;
   * a line that has fallen silent unnoticed is found out within the store's deadline and its quiet time, ten seconds.
   * Throws `StoreUnavailable`: then nothing may be answered.
   */
  readonly standing: (authority: string) => CaseStanding | Promise<CaseStanding>;
  /** Enters a decision, and answers once it is durable and in force in this process. */
  readonly enter: (authority: string, entry: CaseEntry & EntryOf) => Promise<Entered>;
}

interface EntryOf {
  readonly id?: string;
  readonly by: { readonly user: string; readonly role: string };
}

interface Known {
  standing: CaseStanding;
  /** The last entry taken; undefined before the first. */
  last: Pick<StoredEvent, 'id' | 'revision'> | undefined;
  reading: Promise<void> | undefined;
  /** Goes up whenever what was taken may not be how it stands in the store. */
  doubts: number;
  /** How many doubts there were when it was last read; what doubts came after that are not settled. */
  settled: number;
}

/** Begins to follow at the first question, and ends with the store. */
export function caseAccess(parts: {
  readonly store: Pick<Store, 'append' | 'read' | 'follow' | 'end' | 'metrics'>;
  readonly now: () => number;
}): CaseAccess {
  const { store } = parts;
  const all = new Map<string, Known>();
  const ledgers = new Map<string, Ledger>();
  let isLive = false;
  let following: Promise<void> | undefined;

  const known = (authority: string): Known => {
    const found = all.get(authority);
    if (found !== undefined) return found;
    const made = { standing: new CaseStanding(), last: undefined, reading: undefined, doubts: 1, settled: 0 };
    all.set(authority, made);
    return made;
  };

  function doubtAll(): void {
    for (const of of all.values()) of.doubts += 1;
  }

  /** Reads on from the last entry taken. Who asks meanwhile waits for a reading of its own: this one may have begun too soon. */
  async function readOn(authority: string): Promise<void> {
    const of = known(authority);
    await of.reading?.catch(() => undefined);
    if (of.reading !== undefined) return readOn(authority);
    of.reading = readAgain(of, authority).finally(() => {
      of.reading = undefined;
    });
    return of.reading;
  }

  /**
   * The last entry taken is read again with those after it. Where it is no longer what it was, the store was put back
   * from an older copy, and what was taken is of a past that is over: all is read anew.
   */
  async function readAgain(of: Known, authority: string): Promise<void> {
    const { doubts, last } = of;
    let isSame = last === undefined;
    for await (const event of store.read(casesStream(authority), { from: last?.revision ?? 0 })) {
      isSame ||= event.revision === last?.revision && event.id === last.id;
      if (!isSame) break;
      take(of, event);
    }
    if (!isSame) {
      of.standing = new CaseStanding();
      of.last = undefined;
      for await (const event of store.read(casesStream(authority))) take(of, event);
    }
    of.settled = doubts;
  }

  /** Told of again, an entry is passed over: reading and following both tell of it. */
  function take(of: Known, event: StoredEvent): void {
    if (event.revision !== revisionAfter(of)) return;
    of.last = { id: event.id, revision: event.revision };
    const entry = entryIn(event);
    if (entry !== undefined) of.standing.take(entry);
  }

  async function follow(after: number | null): Promise<void> {
    const signal = new AbortController().signal;
    for await (const { events, live } of store.follow({ prefixes: [casesPrefix], after, signal })) {
      for (const event of events) {
        const of = all.get(event.stream.slice(casesPrefix.length));
        // Of an authority nobody has asked about yet all is read at the first question.
        if (of === undefined) continue;
        if (event.revision > revisionAfter(of)) of.doubts += 1;
        take(of, event);
      }
      // Whenever the line was lost, the store that is back may be an older copy that grew on from there.
      if (live && !isLive) doubtAll();
      isLive = live;
    }
  }

  function begin(): void {
    following ??= (async () => {
      const after = await store.end();
      // What was read before may lack what was entered in between.
      doubtAll();
      await follow(after);
    })()
      .catch((error: unknown) => {
        if (!(error instanceof StoreClosed)) isLive = false;
      })
      .finally(() => {
        isLive = false;
        following = undefined;
      });
  }

  async function asked(authority: string): Promise<CaseStanding> {
    begin();
    await readOn(authority);
    return known(authority).standing;
  }

  return {
    standing(authority) {
      const of = all.get(authority);
      return isLive && of !== undefined && of.settled === of.doubts ? of.standing : asked(authority);
    },
    async enter(authority, entry) {
      const of = ledgers.get(authority) ?? ledger(parts, casesStream(authority));
      ledgers.set(authority, of);
      const entered = await of.enter(entry);
      await readOn(authority);
      return entered;
    },
  };
}

function revisionAfter({ last }: Known): number {
  return (last?.revision ?? -1) + 1;
}

const entryTypes: ReadonlySet<string> = new Set<CaseEntry['type']>([
  'CaseRestricted',
  'RestrictionLifted',
  'PersonBarred',
  'BarLifted',
  'GlassBroken',
  'GlassReviewed',
  'CountersignatureOwed',
  'FactCountersigned',
]);

/** What a later Waymark entered and this one does not know is passed over. */
function entryIn({ id, type, data, metadata }: StoredEvent): CaseEntryRead | undefined {
  if (!entryTypes.has(type)) return undefined;
  const { recordedAt, recordedBy, role } = metadata as Readonly<Record<'recordedAt' | 'recordedBy' | 'role', string>>;
  return { id, type, data, by: { user: recordedBy, role }, at: Date.parse(recordedAt) } as CaseEntryRead;
}
