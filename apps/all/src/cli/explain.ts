import { londonInstant } from '#calendar';
import type { Recorded } from '#history';
import { journeyLaw } from '#journey';
import { decodeFact, journeyStream, type Store } from '#store';
import {
  duties,
  explainClock,
  forceInWords,
  limitInWords,
  shownDuties,
  type Clock,
  type Explanation,
  type StoppedClock,
  type Timescales,
} from '#timescales';
import { CalledWrongly, CannotDo, say, type Command } from './command.ts';
import { enterLook } from './looked.ts';
import { withStore } from './with-store.ts';

/** Shows how a child's due days came about: the rule, its source, and every day counted. */
export const explain: Command = {
  options: {
    authority: { value: 'CODE', needed: true, meaning: 'The child’s authority.' },
    child: { value: 'ID', needed: true, meaning: 'The child.' },
    clock: { value: 'NAME', meaning: 'One duty only, such as assessment or conference.' },
  },
  more: 'The look is in the access log.',
  run: async ({ authority = '', child = '', clock: duty }) => {
    if (duty !== undefined && !(shownDuties as readonly string[]).includes(duty)) {
      throw new CalledWrongly(`There is no clock ${duty}. There are: ${shownDuties.join(', ')}.`);
    }
    return withStore(async (store, { rules }) => {
      const timescales = rules.of(authority);
      const { standing, clocks } = journeyLaw(timescales).read(await factsOf(store, authority, child));
      const query = duty === undefined ? {} : { clock: duty };
      await enterLook(store, { authority, what: 'npx waymark explain', query, children: [child] });
      const shown = clocks.filter((clock) => duty === undefined || clock.duty === duty);
      say(`Child ${child}, authority ${authority}. ${standing}`);
      for (const clock of shown) say(inWords(timescales, clock));
      if (shown.length === 0) say(duty === undefined ? 'No clock was ever started.' : `No clock ${duty} was started.`);
      return 0;
    });
  },
};

async function factsOf(store: Store, authority: string, child: string): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  for await (const event of store.read(journeyStream(authority, child))) facts.push(decodeFact(event).fact);
  if (facts.length === 0) throw new CannotDo(`Nothing is recorded of child ${child} in authority ${authority}.`);
  return facts;
}

function inWords(timescales: Timescales, clock: Clock | StoppedClock): string {
  const explanation = explainClock(timescales, clock);
  const { rule } = explanation;
  const ended = 'how' in clock ? `; ${clock.how} on ${clock.stoppedOn}` : '';
  return [
    '',
    duties[clock.duty].title,
    `  started ${clock.startedOn}, due ${dueOf(clock)}${ended}`,
    `  rule ${rule.id}: ${limitInWords(rule.limit)} (${forceInWords(rule)}; ${rule.source})`,
    ...daysOf(explanation).map((line) => `  ${line}`),
  ].join('\n');
}

function dueOf({ due, dueAt }: Clock): string {
  return dueAt === undefined ? (due ?? 'without limit') : londonInstant(dueAt);
}

function daysOf(explanation: Explanation): readonly string[] {
  switch (explanation.how) {
    case 'working-days':
      return explanation.days.map(({ on, why }) => `${on}  ${why}`);
    case 'months': {
      const { sum, months, statistics } = explanation;
      return [
        ...months.map(({ on, why }) => `${on}  ${why}`),
        sum.why,
        ...(statistics === undefined ? [] : [`the statistics count days: ${statistics.why}`]),
      ];
    }
    case 'days':
      return [...explanation.days.map(({ on, why }) => `${on}  ${why}`), explanation.sum.why];
    case 'hours':
    case 'named':
      return [explanation.why];
    case 'no-limit':
      return [];
    case 'unknown':
      return [explanation.why];
  }
}
