import fs from 'node:fs';
import path from 'node:path';
import { isPlainDate, plainDate } from '#calendar';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import { journeyLaw, type Decision, type Journey, type RefusalCode } from '#journey';
import { asRecorded } from '#testing';
import { clockState, englandTimescales } from '#timescales';

/** A short story of practice: what was posted, what was answered, and what the journey came to. */
interface Story {
  readonly title: string;
  readonly story: string;
  readonly posts: readonly {
    readonly facts: readonly (Proposed & { readonly id?: string })[];
    readonly answer: Answer;
  }[];
  readonly ends: { readonly standing: string; readonly clocks: readonly string[]; readonly next: readonly string[] };
}

type Answer =
  | { readonly refused: RefusalCode; readonly falls?: readonly string[] }
  | {
      readonly recorded: true;
      readonly missed?: readonly string[];
      readonly reasonOwed?: readonly string[];
      readonly changed?: readonly { readonly fact: string; readonly clock: string; readonly state: string }[];
    };

const folder = path.join(import.meta.dirname, 'histories');
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
const law = journeyLaw(englandTimescales);

it('there are stories', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});

describe.each(names)('%s', (name) => {
  const story = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Story;

  it('is answered as it was, and comes to the same', () => {
    const recorded: Recorded[] = [];
    for (const post of story.posts) {
      const facts = post.facts.map((fact, place) => ({ ...fact, id: fact.id ?? `f${recorded.length + place}` }));
      const decision = law.decide(recorded, facts, { recordedAt: recorded.length, recordedBy: 'u1' });
      expect(answerOf(decision)).toEqual(complete(post.answer));
      if (decision.ok) for (const fact of facts) recorded.push(asRecorded(fact, recorded.length));
      if (decision.ok) expect(endOf(decision.journey)).toEqual(endOf(law.read(recorded)));
    }
    const journey = law.read(recorded);
    expect(journey.unread).toEqual([]);
    expect(endOf(journey)).toEqual(story.ends);
  });
});

function answerOf(decision: Decision): Answer {
  if (!decision.ok) {
    const falls = decision.because === 'order' ? decision.laterFacts : undefined;
    return { refused: decision.code, ...(falls && { falls: falls.map(({ id }) => id) }) };
  }
  return {
    recorded: true,
    missed: decision.missed.map(({ clock }) => clock),
    reasonOwed: decision.reasonOwed.map(({ code }) => code),
    changed: decision.changed.map(({ fact, clock, after }) => ({ fact, clock, state: after?.state ?? 'gone' })),
  };
}

/** What an answer leaves out, it says there was none of. */
function complete(answer: Answer): Answer {
  return 'refused' in answer ? answer : { missed: [], reasonOwed: [], changed: [], ...answer };
}

/** The day after everything: a clock still running then is shown as it stands, and no story reaches so far. */
const end = plainDate('2099-12-31');

function endOf({ standing, clocks, next }: Journey): Story['ends'] {
  return {
    standing,
    clocks: clocks.map((clock) => {
      const due = isPlainDate(clock.due) ? clock.due : String(clock.due);
      const stopped = 'how' in clock ? ` on ${clock.stoppedOn}` : '';
      const state = 'how' in clock ? clockState(clock, end) : 'running';
      return `${clock.duty}, ${clock.rule}, from ${clock.startedOn}, due ${due}: ${state}${stopped}`;
    }),
    next,
  };
}
