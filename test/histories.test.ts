import fs from 'node:fs';
import path from 'node:path';
import { isPlainDate, londonInstant, plainDate, type PlainDate } from '#calendar';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import { journeyLaw, type Decision, type Journey, type RefusalCode } from '#journey';
import { asRecorded, withQuorum } from '#testing';
import { clockState, englandTimescales, type Quorum } from '#timescales';

/** A short story of practice: what was posted, what was answered, and what the journeys came to. */
interface Story {
  readonly title: string;
  readonly story: string;
  /** What the authority has decided for itself. */
  readonly local?: { readonly conferenceQuorum: Quorum };
  /** In the order posted. A story of several children says whose each post is. */
  readonly posts: readonly {
    readonly child?: string;
    readonly facts: readonly (Proposed & { readonly id?: string })[];
    readonly answer: Answer;
  }[];
  /** The journey read as it had happened by a day, or as it was known after so many posts of the story. */
  readonly readings?: readonly {
    readonly child?: string;
    readonly happenedBy?: PlainDate;
    readonly knownAfter?: number;
    readonly standing: string;
  }[];
  readonly ends?: End;
  readonly children?: Readonly<Record<string, End>>;
}

interface End {
  readonly standing: string;
  readonly clocks: readonly string[];
  /** Told only where the story is about it. */
  readonly next?: readonly string[];
}

type Answer =
  | { readonly refused: RefusalCode; readonly falls?: readonly string[]; readonly owed?: readonly string[] }
  | {
      readonly recorded: true;
      readonly missed?: readonly string[];
      readonly reasonOwed?: readonly string[];
      readonly changed?: readonly { readonly fact: string; readonly clock: string; readonly state: string }[];
    };

const folder = path.join(import.meta.dirname, 'histories');
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));

it('there are stories', () => {
  expect(names.length).toBeGreaterThanOrEqual(60);
});

describe.each(names)('%s', (name) => {
  const story = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Story;
  const law = journeyLaw(story.local === undefined ? englandTimescales : withQuorum(story.local.conferenceQuorum));

  it('is answered as it was, and comes to the same', () => {
    const recorded = new Map<string, Recorded[]>();
    const known: ReadonlyMap<string, readonly Recorded[]>[] = [new Map()];
    for (const { child = only, facts: posted, answer } of story.posts) {
      const before = recorded.get(child) ?? [];
      const facts = posted.map((fact, place) => ({ ...fact, id: fact.id ?? `f${before.length + place}` }));
      const decision = law.decide(before, facts, { recordedAt: before.length, recordedBy: 'u1' });
      expect(answerOf(decision, answer)).toEqual(complete(answer));
      const after = [...before, ...facts.map((fact, place) => asRecorded(fact, before.length + place))];
      if (decision.ok) recorded.set(child, after);
      if (decision.ok) expect(endOf(decision.journey)).toEqual(endOf(law.read(after)));
      known.push(new Map(recorded));
    }
    for (const { child = only, happenedBy, knownAfter = known.length - 1, standing } of story.readings ?? []) {
      expect(law.read(known[knownAfter]?.get(child) ?? [], happenedBy).standing).toBe(standing);
    }
    const ends = story.children ?? { [only]: story.ends };
    expect([...recorded.keys()].sort()).toEqual(Object.keys(ends).sort());
    for (const [child, end] of Object.entries(ends)) {
      const journey = law.read(recorded.get(child) ?? []);
      expect(journey.unread).toEqual([]);
      const { next, ...told } = endOf(journey);
      expect({ ...told, ...(end?.next && { next }) }).toEqual(end);
    }
  });
});

/** The child of a story of one. */
const only = 'the child';

function answerOf(decision: Decision, expected: Answer): Answer {
  if (!decision.ok) {
    const falls = decision.because === 'order' ? decision.laterFacts?.map(({ id }) => id) : undefined;
    const owed = 'owed' in expected && decision.because === 'reason' ? decision.owed.map(owedInWords) : undefined;
    return { refused: decision.code, ...(falls && { falls }), ...(owed && { owed }) };
  }
  return {
    recorded: true,
    missed: decision.missed.map(({ clock }) => clock),
    reasonOwed: decision.reasonOwed.map(({ code }) => code),
    changed: decision.changed.map(({ fact, clock, after }) => ({ fact, clock, state: after?.state ?? 'gone' })),
  };
}

type Owed = Extract<Decision, { because: 'reason' }>['owed'][number];

/** For example 'late-without-reason of 0: conference, due 2026-02-02, 1 days': of the first fact posted. */
function owedInWords({ code, fact, clock, due, days }: Owed): string {
  const late = clock === undefined ? '' : `: ${clock}, due ${String(due)}, ${String(days)} days`;
  return `${code} of ${fact}${late}`;
}

/** What an answer leaves out, it says there was none of. */
function complete(answer: Answer): Answer {
  return 'refused' in answer ? answer : { missed: [], reasonOwed: [], changed: [], ...answer };
}

/** The day after everything: a clock still running then is shown as it stands, and no story reaches so far. */
const end = plainDate('2099-12-31');

function endOf({ standing, clocks, next }: Journey): Required<End> {
  return {
    standing,
    clocks: clocks.map((clock) => {
      const due = dueOf(clock);
      const stopped = 'how' in clock ? ` on ${clock.stoppedOn}` : '';
      const state = 'how' in clock ? clockState(clock, end) : 'running';
      return `${clock.duty}, ${clock.rule}, from ${clock.startedOn}, due ${due}: ${state}${stopped}`;
    }),
    next,
  };
}

/** The last day in time, and of hours the minute by a clock in London. */
function dueOf({ due, dueAt }: Journey['clocks'][number]): string {
  if (dueAt !== undefined) return londonInstant(dueAt).slice(0, 16).replace('T', ' at ');
  return isPlainDate(due) ? due : String(due);
}
