import { Inject, Injectable } from '@nestjs/common';
import { londonInstant } from '#calendar';
import { refused, SURROUNDINGS, type Query, type Surroundings, type SeesChild } from '#http';
import type { ClockCount, Moment, OpenClock, Snapshot, WorklistAsked } from '#readmodel';
import { duties } from '#timescales';
import { cursorOf, momentAsked, wantedIn } from './asked.ts';
import type { ClockCountDto, DeadlinesDto, SummaryDto } from './deadlines.dto.ts';
import { OpenCounts } from './open-counts.ts';
import { Rows } from './rows-here.ts';
import { shown } from './shown.ts';

/** Lists of clocks that run, and how many there are: each answer of one moment. */
@Injectable()
export class Worklists {
  private readonly counts = new OpenCounts();

  constructor(
    @Inject(Rows) private readonly rows: Rows,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** Clocks of children of whom the person may not know are left out, and no page is the shorter for them. */
  list(authority: string, query: Query, sees: SeesChild): Promise<DeadlinesDto> {
    const wanted = wantedIn(query, this.surroundings.now());
    return this.rows.at(async (snapshot) => {
      // One more than the page holds tells whether there is another page.
      const found = await seenClocks(snapshot, { authority, ...wanted, limit: wanted.limit + 1 }, sees);
      const page = found.slice(0, wanted.limit);
      const last = page.at(-1);
      return {
        ...answered(authority, wanted.moment, snapshot),
        deadlines: page.map((clock) => shown(clock, this.rows.rules.of(authority), wanted.moment)),
        next: found.length > page.length && last !== undefined ? cursorOf(last) : null,
      };
    });
  }

  summary(authority: string, query: Query): Promise<SummaryDto> {
    const { moment, texts, faults } = momentAsked(query, this.surroundings.now(), ['team']);
    if (faults.length > 0) throw refused(faults);
    return this.rows.at(async (snapshot) => {
      const counts =
        (await this.counts.at(snapshot, authority, this.rows.rules.of(authority), moment)) ??
        (await snapshot.clockCounts(authority, moment));
      const wanted = texts['team'] === undefined ? counts : counts.filter(({ team }) => team === texts['team']);
      return { ...answered(authority, moment, snapshot), ...summed(wanted) };
    });
  }

  /** Every clock of a worker’s cases that has a day it is due. */
  async ofWorker(authority: string, worker: string): Promise<readonly OpenClock[]> {
    const { moment } = momentAsked({}, this.surroundings.now());
    const asked: WorklistAsked = { authority, moment, worker, limit: mostOfWorker };
    return this.rows.at((snapshot) => snapshot.worklist(asked));
  }
}

async function seenClocks(snapshot: Snapshot, asked: WorklistAsked, sees: SeesChild): Promise<readonly OpenClock[]> {
  const seen: OpenClock[] = [];
  let { after } = asked;
  for (;;) {
    const found = await snapshot.worklist({ ...asked, after });
    seen.push(...found.filter(({ child }) => sees(child)));
    const last = found.at(-1);
    if (seen.length >= asked.limit || found.length < asked.limit || last === undefined)
      return seen.slice(0, asked.limit);
    after = { overdueFrom: last.row.overdueFrom, child: last.child, key: last.row.key };
  }
}

/** More than any one worker’s cases have: a feed is answered whole. */
const mostOfWorker = 10_000;

function answered(authority: string, { day, instant, isInstant }: Moment, { projection }: Snapshot) {
  return { authority, on: day, ...(isInstant && { at: londonInstant(instant) }), position: projection.position };
}

function summed(counts: readonly ClockCount[]): Pick<SummaryDto, 'total' | 'clocks' | 'teams'> {
  const teams = [...new Set(counts.map(({ team }) => team))].sort(noneLast);
  return {
    total: sumOf(counts),
    clocks: byClock(counts),
    teams: teams.map((team) => {
      const ofTeam = counts.filter((count) => count.team === team);
      return { team, ...sumOf(ofTeam), clocks: byClock(ofTeam) };
    }),
  };
}

function byClock(counts: readonly ClockCount[]): ClockCountDto[] {
  return [...new Set(counts.map(({ duty }) => duty))].sort().map((duty) => ({
    clock: duty,
    title: duties[duty].title,
    ...sumOf(counts.filter((count) => count.duty === duty)),
  }));
}

type Sum = Pick<ClockCount, 'overdue' | 'dueSoon' | 'running' | 'unknown'>;

function sumOf(counts: readonly Sum[]): Sum {
  const sum = { overdue: 0, dueSoon: 0, running: 0, unknown: 0 };
  for (const { overdue, dueSoon, running, unknown } of counts) {
    sum.overdue += overdue;
    sum.dueSoon += dueSoon;
    sum.running += running;
    sum.unknown += unknown;
  }
  return sum;
}

function noneLast(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
