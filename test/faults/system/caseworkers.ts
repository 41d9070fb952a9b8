import { randomUUID } from 'node:crypto';
import type { Chance } from '../chance.ts';

/** What a post was answered with, the first time it was answered at all. */
export interface Acknowledged {
  readonly child: string;
  readonly revision: number;
  /** The ids of the facts it recorded, in order. */
  readonly facts: readonly string[];
}

/** People at work on children's records over HTTP, as the contract has it, whatever becomes of the services. */
export interface Caseworkers {
  /** Everything acknowledged so far, each child's in order. */
  readonly acknowledged: readonly Acknowledged[];
  /** Looks that were answered, by the reason given for each. */
  readonly looks: readonly { readonly child: string; readonly reason: string }[];
  /** Answers that the contract does not have. */
  readonly faults: readonly string[];
  /** How often a request was refused, cut off or not answered, and asked again. */
  readonly askedAgain: () => { readonly refused: number; readonly unanswered: number };
  readonly work: () => void;
  /** Lets what is under way be acknowledged. */
  readonly rest: () => Promise<void>;
  /** Lets everything lie, answered or not. */
  readonly leave: () => Promise<void>;
}

interface Asked {
  readonly urls: () => readonly string[];
  /** Whether a service of the older release may meet a fact of the newer one: it says so, and another is asked. */
  readonly isUpgrading?: () => boolean;
  readonly chanceOfCaseworker: (caseworker: number) => Chance;
  readonly caseworkers: number;
}

const waitMs = 4_000;
/** Between one thing and the next: what is busy for its own sake keeps the machine from starting what was killed. */
const mostThoughtMs = 80;

/**
 * Each has one child after the other, and posts one thing after the other, with a key, and again with the same until it is
 * answered. No journey grows beyond what a child's does, so that the work is the same after hours as at the start.
 */
export function caseworkersOf({ urls, isUpgrading, chanceOfCaseworker, caseworkers }: Asked): Caseworkers {
  const acknowledged: Acknowledged[] = [];
  const looks: { child: string; reason: string }[] = [];
  const faults: string[] = [];
  const again = { refused: 0, unanswered: 0 };
  let resting = true;
  let isLeft = false;
  let working: Promise<unknown> = Promise.resolve();
  const all = Array.from({ length: caseworkers }, (_, index) => caseworker(index, chanceOfCaseworker(index)));

  function caseworker(who: number, chance: Chance): () => Promise<void> {
    let cases = 0;
    let child = '';
    let journey = '';
    let posted = 0;
    let posts = 0;
    let revision = -1;
    let unsettled: { readonly body: string; readonly key: string } | undefined;

    function takeTheNextCase(): void {
      child = `W${String(who)}x${String((cases += 1))}`;
      journey = `/authorities/855/children/${child}`;
      posted = 0;
      posts = chance.between(10, 40);
      revision = -1;
    }

    async function post(): Promise<void> {
      if (unsettled === undefined && posted >= posts) takeTheNextCase();
      unsettled ??= { body: JSON.stringify({ facts: next(posted, chance) }), key: randomUUID() };
      const { body, key } = unsettled;
      const ask = (): Promise<Answer> => answered('POST', `${journey}/facts`, chance, { body, key });
      // Some are sent twice at once, as by somebody who clicks twice.
      const [first, second] = await Promise.all(chance.inHundred(10) ? [ask(), ask()] : [ask()]);
      const told = first.status === 201 ? first : (second ?? first);
      if (told.status !== 201) {
        faults.push(`POST for ${child} was answered ${String(told.status)}: ${told.text.slice(0, 300)}`);
        return;
      }
      unsettled = undefined;
      posted += 1;
      const recorded = JSON.parse(told.text) as {
        readonly revision: number;
        readonly facts: readonly { id: string }[];
      };
      revision = recorded.revision;
      acknowledged.push({ child, revision, facts: recorded.facts.map(({ id }) => id) });
      if (second !== undefined && second.text !== first.text) {
        faults.push(`A post for ${child} sent twice at once was answered ${first.text} and ${second.text}`);
      }
      // Some are delivered again after they were acknowledged, as by a queue that heard nothing.
      if (!chance.inHundred(15)) return;
      const repeated = await ask();
      if (repeated.text !== told.text)
        faults.push(`A repeat for ${child} was answered ${repeated.text}, not ${told.text}`);
    }

    async function look(): Promise<void> {
      const reason = `look ${randomUUID()}`;
      const told = await answered('GET', `${journey}/journey`, chance, { reason });
      if (told.status !== 200) {
        faults.push(`GET of ${child} was answered ${String(told.status)}: ${told.text.slice(0, 300)}`);
        return;
      }
      looks.push({ child, reason });
      const seen = (JSON.parse(told.text) as { readonly revision: number }).revision;
      if (seen !== revision)
        faults.push(`${child} stands at ${String(seen)}, and ${String(revision)} was acknowledged`);
    }

    return async () => {
      while (!resting || unsettled !== undefined) {
        if (posted > 0 && chance.inHundred(20)) await look();
        else await post();
        if (faults.length > 0 || isLeft) return;
        await new Promise((resolve) => setTimeout(resolve, chance.below(mostThoughtMs)));
      }
    };
  }

  /** Asks one instance or the other until it is answered otherwise than with 503 or 429, or not at all. */
  async function answered(
    method: string,
    address: string,
    chance: Chance,
    { body, key, reason }: { readonly body?: string; readonly key?: string; readonly reason?: string },
  ): Promise<Answer> {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(reason !== undefined && { 'access-reason': reason }),
    };
    while (!isLeft) {
      try {
        const signal = AbortSignal.timeout(waitMs);
        const answer = await fetch(`${chance.oneOf(urls())}${address}`, {
          method,
          headers,
          signal,
          body: body ?? null,
        });
        const text = await answer.text();
        const isOlder = answer.status === 500 && text.includes('"undecodable-fact"') && isUpgrading?.() === true;
        // A service that was stopped where it stands, or starved, may find the request too late: it was not read, and says so.
        const isLate = answer.status === 408 && text.includes('"too-slow"');
        if (answer.status !== 503 && answer.status !== 429 && !isOlder && !isLate)
          return { status: answer.status, text };
        again.refused += 1;
        const wait = Number(answer.headers.get('retry-after'));
        const kind = answer.headers.get('content-type') ?? '';
        if ((!(wait >= 1) && !isOlder && !isLate) || !kind.startsWith('application/problem+json')) {
          faults.push(`${method} was refused with ${String(answer.status)} without saying when to ask again: ${text}`);
        }
      } catch {
        again.unanswered += 1;
      }
      // Sooner than was asked for: harder on the services, and no longer than the test can wait.
      await new Promise((resolve) => setTimeout(resolve, chance.between(50, 300)));
    }
    return { status: 0, text: 'Nobody waited for the answer.' };
  }

  return {
    acknowledged,
    looks,
    faults,
    askedAgain: () => ({ ...again }),
    work() {
      resting = false;
      working = Promise.all(all.map((each) => each()));
    },
    async rest() {
      resting = true;
      await working;
    },
    async leave() {
      isLeft = true;
      await working;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What comes next in a child's journey: it is referred and assessed, and then visited again and again. */
function next(posted: number, chance: Chance): readonly object[] {
  if (posted === 0) {
    const born = { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F', name: 'Invented Child' };
    return [
      { type: 'ChildRegistered', data: born },
      { type: 'ReferralReceived', data: { on: '2026-01-05', source: '1A' } },
    ];
  }
  if (posted === 1) {
    return [
      { type: 'ReferralDecided', data: { on: '2026-01-06', decision: 'assess' } },
      { type: 'AssessmentStarted', data: { on: '2026-01-06', kind: 'single' } },
    ];
  }
  return Array.from({ length: chance.inHundred(80) ? 1 : chance.between(2, 3) }, () => ({
    type: 'ChildVisited',
    data: { on: '2026-01-12', purpose: 'assessment', seen: true, seenAlone: chance.inHundred(50) },
  }));
}
