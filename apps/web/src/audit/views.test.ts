import { plainDate } from '#calendar';
import type { ReplayRead, StepRead, Verified } from '#recording';
import { bundleFaults, openIn } from './bundle.view.ts';
import { rulesSaid } from './clocks-said.ts';
import { findFaults } from './find.view.ts';
import { momentIn } from './moments.ts';
import { replayView } from './replay.view.ts';
import { verificationView } from './verification.view.ts';

const step = (id: string, on: string): StepRead => ({
  fact: {
    id,
    type: 'CaseClosed',
    on: plainDate(on),
    recordedAt: '2026-06-15T08:00:00.000Z',
    revision: 3,
    recordedBy: 'u1',
    role: 'caseworker',
    data: { on, reason: 'RC7' },
    recordedDaysLater: 5,
  },
  standing: { before: 'Case open.', after: 'Case closed.' },
  clocks: { started: [], stopped: [] },
  missed: ['assessment'],
});

const replay = (steps: readonly StepRead[]): ReplayRead => ({
  authority: '855',
  child: 'C1',
  order: 'happened',
  revision: 3,
  steps,
  rules: {},
  days: { recorded: [plainDate('2026-06-15')], happened: [plainDate('2026-06-10')] },
});

describe('a step of a replay', () => {
  const three = replay(['a', 'b', 'c'].map((id, index) => step(id, `2026-06-1${String(index)}`)));
  const at = (asked: { readonly number?: number; readonly fact?: string }, of = three) =>
    replayView('855', 'C1', of, {
      moment: momentIn({}, '2026-06-15'),
      order: 'happened',
      number: asked.number,
      fact: asked.fact,
      today: '2026-06-15',
    });

  it('is the last one unless said, and leads to those beside it and no further', () => {
    expect(at({})).toMatchObject({ number: 3, next: undefined, previous: '/audit/855/C1?step=2' });
    expect(at({ number: 1 })).toMatchObject({ number: 1, previous: undefined, next: '/audit/855/C1?step=2' });
    expect([at({ number: 0 }).number, at({ number: 99 }).number]).toEqual([1, 3]);
  });

  it('is that of the fact which was asked for', () => {
    expect(at({ fact: 'b' }).number).toBe(2);
    expect(at({ fact: 'gone' }).number).toBe(3);
  });

  it('says what was recorded late and what was missed', () => {
    const { step: shown } = at({ number: 2 });
    expect(shown?.marks.map(({ text }) => text)).toEqual(['Recorded late']);
    expect(shown?.missed).toEqual(['Complete the assessment']);
    expect(shown?.about.find(({ name }) => name === 'By')?.value).toBe('u1, caseworker');
  });

  it('is none where nothing was known', () => {
    expect(at({}, replay([]))).toMatchObject({
      steps: 0,
      number: 0,
      step: undefined,
      previous: undefined,
      next: undefined,
    });
  });
});

it('a rule that is recalled is never called statutory', () => {
  const rule = {
    id: 'X@y',
    duty: 'assessment',
    edition: 'y',
    inForce: { from: plainDate('2010-03-17'), to: null },
    limit: { workingDays: 45 },
    force: 'statutory-guidance',
    source: 'nowhere',
    status: 'R',
  } as const;
  const [said] = rulesSaid(['X@y', 'X@y', 'unknown'], { 'X@y': rule });
  expect(said?.says).toMatch(
    /45 working days\. In force from 17 March 2010 and still\. Not read in any published text/,
  );
  expect(said?.says).not.toMatch(/statutory/);
  expect(rulesSaid(['X@y', 'X@y'], { 'X@y': rule })).toHaveLength(1);
});

describe('a verification', () => {
  const found = (more: Partial<Verified>): Verified => ({
    holds: true,
    streams: 1,
    facts: 23,
    notAnchored: 23,
    faults: [],
    anchors: { count: 0, last: null, keys: [], fault: null },
    ...more,
  });

  it('claims no more than was checked: without an anchor nothing is said of the end of the record', () => {
    const { proves, doesNotProve } = verificationView('855', 'C1', found({}));
    expect(proves.join(' ')).not.toMatch(/missing from their end/);
    expect(doesNotProve.join(' ')).toMatch(/nothing was cut off after the last anchor: 23 facts are not yet covered/);
    const anchors = {
      count: 2,
      last: { number: 2, at: '2026-06-15T08:00:00Z', digest: 'd' },
      keys: ['k'],
      fault: null,
    };
    const anchored = verificationView('855', 'C1', found({ notAnchored: 0, anchors }));
    expect(anchored.proves.join(' ')).toMatch(/none is missing from their end/);
    expect(anchored.doesNotProve.join(' ')).not.toMatch(/cut off/);
  });

  it('says what is wrong, where, and what to do', () => {
    const fault = {
      stream: 'journey-855.C1',
      revision: 4,
      code: 'digest-differs',
      expected: 'a',
      found: 'b',
      sentence: 'It was altered.',
      next: 'Restore it.',
    } as unknown as Verified['faults'][number];
    const view = verificationView('855', 'C1', found({ holds: false, faults: [fault] }));
    expect(view.sentence).toMatch(/not as it was recorded/);
    expect(view.found).toEqual([
      { sentence: 'It was altered.', next: 'Restore it.', where: 'journey-855.C1, number 4' },
    ]);
  });
});

it('a record leaves only for somebody and for a reason that fits the log', () => {
  const fields = (recipient: string, reason: string) =>
    bundleFaults({ recipient, reason, open: 'child' }).map(({ field }) => field);
  expect(fields('', '')).toEqual(['recipient', 'reason']);
  expect(fields('The court', 'order 2026-7')).toEqual([]);
  expect(fields('x'.repeat(201), 'one\ntwo')).toEqual(['recipient', 'reason']);
  expect([openIn('all'), openIn('everything'), openIn(undefined)]).toEqual(['all', 'child', 'child']);
});

it('a child is looked for by an id that can be one', () => {
  expect([findFaults('L000136'), findFaults('').length, findFaults('../x').length]).toEqual([[], 1, 1]);
});
