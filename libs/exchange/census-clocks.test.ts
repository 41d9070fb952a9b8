import type { PlainDate } from '#calendar';
import { journeyLaw } from '#journey';
import { censusFile, censusJourneys, storiesFrom } from '#testing';
import { englandTimescales, isLate, type Clock, type StoppedClock } from '#timescales';
import { windowOf } from './census-year.ts';

const law = journeyLaw(englandTimescales);
const told = storiesFrom(5, 200);

/** The duties a census tells the beginning and the end of. */
const toldOf = [
  'assessment',
  'assessment-from-start',
  'initial-assessment',
  'conference',
  'first-review',
  'later-review',
];

function how(clock: Clock | StoppedClock, on: PlainDate): 'late' | 'overdue' | 'well' {
  if ('stoppedOn' in clock) return isLate(clock) ? 'late' : 'well';
  return clock.due !== null && clock.due < on ? 'overdue' : 'well';
}

describe.each([[[2014]], [[2018]], [[2024]], [[2014, 2015, 2016]], [[2023, 2024, 2025]]])(
  'of the files of %j',
  (years) => {
    const into = censusJourneys();
    for (const year of years) into.take(censusFile('855', year, told));
    const read = into.children().map((child) => ({ child, journey: law.read(into.of(child)) }));
    const on = windowOf(years.at(-1) ?? 0).to;

    it('every fact is one the law reads', () => {
      for (const { child, journey } of read) expect({ child, unread: journey.unread }).toEqual({ child, unread: [] });
    });

    it('no clock runs, or is missed, for what a census does not hold', () => {
      const duties = new Set(read.flatMap(({ journey }) => journey.clocks.map(({ duty }) => duty)));
      expect(toldOf).toEqual(expect.arrayContaining([...duties]));
    });

    it('nothing is overdue on the reference date that the stories had done', () => {
      // The stories do everything by a day: what is overdue then was still to be done, and was done after it.
      const overdue = read.flatMap(({ child, journey }) =>
        journey.clocks
          .filter((clock) => how(clock, on) === 'overdue')
          .map(({ duty, startedOn }) => `${child} ${duty} ${startedOn}`),
      );
      const undone = read.flatMap(({ child }) => {
        const episodes = told.find(({ id }) => id === child)?.episodes ?? [];
        return episodes.some(
          ({ referredOn, closedOn }) => referredOn <= on && (closedOn === undefined || closedOn > on),
        )
          ? [child]
          : [];
      });
      for (const each of overdue) expect(undone).toContain(each.split(' ')[0]);
    });
  },
);
