import type { PlainDate } from '#calendar';
import { never, startKnowledge, stillKnown, type Row } from '#measures';
import type { ClockBucket, ClockCount, Moment, PlacedFact, Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { stateAt } from './shown.ts';

/**
 * The clocks that run now, counted once and kept counted: each further answer takes away the clocks of children with new
 * facts as they were known before, and adds them as they are. So a wallboard costs what has changed, and not a million
 * clocks. It answers for days from which on nothing has begun, ended or changed hands; other days are counted in the
 * database.
 */
export class OpenCounts {
  private readonly kept = new Map<string, Kept>();
  private last: Promise<unknown> = Promise.resolve();

  /** Undefined where the day is one that this cannot answer for. One answer after another: they share what is kept. */
  at(
    snapshot: Snapshot,
    authority: string,
    timescales: Timescales,
    moment: Moment,
  ): Promise<readonly ClockCount[] | undefined> {
    const answer = this.last.then(() => this.answer(snapshot, authority, timescales, moment));
    this.last = answer.catch(() => this.kept.delete(authority));
    return answer;
  }

  private async answer(
    snapshot: Snapshot,
    authority: string,
    timescales: Timescales,
    moment: Moment,
  ): Promise<readonly ClockCount[] | undefined> {
    const kept = await this.upToDate(snapshot, authority, timescales);
    if (kept.latest > moment.day || (await snapshot.endsAfter(authority, moment.day))) return undefined;
    return countedAt(kept.buckets.values(), moment);
  }

  private async upToDate(snapshot: Snapshot, authority: string, timescales: Timescales): Promise<Kept> {
    const { made: of, position } = snapshot.projection;
    const reached = position ?? 0;
    const kept = this.kept.get(authority);
    const places =
      kept?.of === of && kept.position <= reached
        ? await snapshot.placesAfter(authority, kept.position, mostFacts + 1)
        : undefined;
    if (kept === undefined || places === undefined || places.length > mostFacts) {
      const fresh: Kept = { of, position: reached, latest: '1900-01-01' as PlainDate, buckets: new Map() };
      for (const bucket of await snapshot.clockBuckets(authority)) add(fresh, bucket, bucket.clocks);
      this.kept.set(authority, fresh);
      return fresh;
    }
    for (const child of new Set(places.map((place) => place.child))) {
      const facts = await snapshot.factsOf(authority, child);
      const before = facts.filter(({ position: at }) => at <= kept.position);
      for (const bucket of bucketsOf(timescales, before)) add(kept, bucket, -1);
      for (const bucket of bucketsOf(timescales, facts)) add(kept, bucket, 1);
    }
    kept.position = reached;
    return kept;
  }
}

/** More facts than this are not made up for child by child. */
const mostFacts = 2_000;

interface Kept {
  /** Which making of the rows: others may be of other rules, or of a store that was put back and grew past what was counted. */
  readonly of: string;
  position: number;
  latest: PlainDate;
  readonly buckets: Map<string, Counted>;
}

type Counted = Omit<ClockBucket, 'clocks' | 'latest'> & { clocks: number };

function add(kept: Kept, bucket: Omit<ClockBucket, 'clocks'>, clocks: number): void {
  const { duty, team, overdueFrom, dueSoonFrom, dueKnown, latest } = bucket;
  const key = JSON.stringify([duty, team, overdueFrom, dueSoonFrom, dueKnown]);
  const counted = kept.buckets.get(key) ?? { duty, team, overdueFrom, dueSoonFrom, dueKnown, clocks: 0 };
  counted.clocks += clocks;
  if (counted.clocks === 0) kept.buckets.delete(key);
  else kept.buckets.set(key, counted);
  if (latest > kept.latest) kept.latest = latest;
}

/** One child's running clocks, each as a bucket of its own. */
function bucketsOf(timescales: Timescales, facts: readonly PlacedFact[]): readonly Omit<ClockBucket, 'clocks'>[] {
  const knowledge = startKnowledge(timescales);
  for (const { fact } of facts) knowledge.learn(fact);
  const rows = knowledge.versions().flatMap(({ row, knownTo }): Row[] => (knownTo === stillKnown ? [row] : []));
  const allocation = rows.find((row): row is Row<'allocation'> => row.kind === 'allocation' && row.untilDay === never);
  return rows.flatMap((row) => {
    if (row.kind !== 'clock' || row.how !== null) return [];
    const { duty, overdueFrom, dueSoonFrom, dueKnown, startedOn } = row;
    const latest = allocation !== undefined && allocation.fromDay > startedOn ? allocation.fromDay : startedOn;
    return [{ duty, team: allocation?.team ?? null, overdueFrom, dueSoonFrom, dueKnown, latest }];
  });
}

function countedAt(buckets: Iterable<Counted>, moment: Moment): readonly ClockCount[] {
  const counts = new Map<string | null, Map<string, Writable<ClockCount>>>();
  for (const bucket of buckets) {
    const { duty, team, clocks } = bucket;
    let ofTeam = counts.get(team);
    if (ofTeam === undefined) counts.set(team, (ofTeam = new Map<string, Writable<ClockCount>>()));
    let count = ofTeam.get(duty);
    if (count === undefined) ofTeam.set(duty, (count = { duty, team, overdue: 0, dueSoon: 0, running: 0, unknown: 0 }));
    const state = stateAt(bucket, moment);
    count[state === 'due-soon' ? 'dueSoon' : state] += clocks;
  }
  return [...counts.values()].flatMap((ofTeam) => [...ofTeam.values()]);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
