import fc from 'fast-check';
import { plainDate } from '#calendar';
import { comparePlace, effectiveHistory, standings, type Effective, type Recorded } from './index.ts';

const d = plainDate;

/** A visit on a day, or a correction of an earlier fact by its place in the list. */
type Line =
  | { readonly on: string; readonly at?: string | undefined }
  | { readonly withdraw: number }
  | { readonly correct: number; readonly on: string; readonly at?: string | undefined };

const visit = ({ on, at }: { on: string; at?: string | undefined }) =>
  ({ on: d(on), ...(at === undefined ? {} : { at }), purpose: 'assessment', seen: true, seenAlone: true }) as const;

function recorded(lines: readonly Line[]): Recorded[] {
  return lines.map((line, revision): Recorded => {
    const common = { id: `f${String(revision)}`, revision, recordedAt: revision, recordedBy: 'u1' };
    if ('withdraw' in line) {
      return {
        ...common,
        type: 'FactWithdrawn',
        data: { fact: `f${String(line.withdraw)}`, why: 'recorded-in-error' },
      };
    }
    if ('correct' in line) {
      return { ...common, type: 'FactCorrected', data: { fact: `f${String(line.correct)}`, data: visit(line) } };
    }
    return { ...common, type: 'ChildVisited', data: visit(line) };
  });
}

const ids = (lines: readonly Line[]) => effectiveHistory(recorded(lines)).map(({ id }) => id);
const content = (history: readonly Effective[]) =>
  history.map(({ id, type, data, time, sources }) => ({ id, type, data, time, sources }));

describe('the order of things', () => {
  it('is by day, then by time, whatever order they were typed in', () => {
    const lines = [{ on: '2026-01-07' }, { on: '2026-01-06', at: '15:00' }, { on: '2026-01-06', at: '09:00' }];
    expect(ids(lines)).toEqual(['f2', 'f1', 'f0']);
  });

  it('puts a fact without a time straight after the one typed before it for the same day', () => {
    const lines = [
      { on: '2026-01-06', at: '10:00' },
      { on: '2026-01-06' },
      { on: '2026-01-07', at: '08:00' },
      { on: '2026-01-06', at: '09:00' },
      { on: '2026-01-06' },
      { on: '2026-01-06', at: '12:00' },
    ];
    expect(ids(lines)).toEqual(['f3', 'f4', 'f0', 'f1', 'f5', 'f2']);
  });

  it('puts the first of a day, without a time, before every time', () => {
    expect(ids([{ on: '2026-01-06' }, { on: '2026-01-06', at: '00:00' }, { on: '2026-01-06' }])).toEqual([
      'f0',
      'f1',
      'f2',
    ]);
  });

  it('takes over the time as it was first typed, though that fact was since withdrawn or moved', () => {
    const day = [{ on: '2026-01-06', at: '14:00' }, { on: '2026-01-06' }, { on: '2026-01-06', at: '10:00' }];
    expect(ids([...day, { withdraw: 0 }])).toEqual(['f2', 'f1']);
    expect(ids([...day, { correct: 0, on: '2026-01-06', at: '08:00' }])).toEqual(['f0', 'f2', 'f1']);
  });

  it('puts a fact moved to another day after what was typed for that day before it', () => {
    const lines = [
      { on: '2026-01-06', at: '10:00' },
      { on: '2026-01-07' },
      { on: '2026-01-06', at: '12:00' },
      { correct: 1, on: '2026-01-06' },
    ];
    expect(ids(lines)).toEqual(['f0', 'f1', 'f2']);
  });
});

describe('corrections', () => {
  const first = { on: '2026-01-06' };

  it('replace the data and are named as a source', () => {
    const [fact] = effectiveHistory(recorded([first, { correct: 0, on: '2026-01-08' }]));
    expect(fact).toMatchObject({ id: 'f0', data: { on: '2026-01-08' }, sources: ['f0', 'f1'], revision: 0 });
  });

  it('yield to the last one that stands', () => {
    const twice = [first, { correct: 0, on: '2026-01-08' }, { correct: 0, on: '2026-01-09' }];
    expect(effectiveHistory(recorded(twice))[0]?.data.on).toBe('2026-01-09');
    expect(effectiveHistory(recorded([...twice, { withdraw: 2 }]))[0]?.data.on).toBe('2026-01-08');
  });

  it('leave a withdrawn fact out, and a withdrawal of the withdrawal brings it back', () => {
    expect(ids([first, { withdraw: 0 }])).toEqual([]);
    expect(ids([first, { withdraw: 0 }, { withdraw: 1 }])).toEqual(['f0']);
    expect(ids([first, { withdraw: 0 }, { withdraw: 1 }, { withdraw: 2 }])).toEqual([]);
  });

  it('have no effect where they name no earlier fact, themselves, or a correction', () => {
    expect(ids([{ withdraw: 1 }, { ...first }, { withdraw: 9 }, { withdraw: 3 }])).toEqual(['f1']);
    const corrected = recorded([first, { correct: 0, on: '2026-01-08' }, { correct: 1, on: '2026-01-09' }]);
    expect(effectiveHistory(corrected)[0]?.data.on).toBe('2026-01-08');
  });

  it('are marked on the facts they touched', () => {
    const lines = [first, first, { correct: 0, on: '2026-01-08' }, { withdraw: 1 }, { withdraw: 2 }];
    expect([...standings(recorded(lines))]).toEqual([
      ['f1', { withdrawnBy: 'f3' }],
      ['f2', { withdrawnBy: 'f4' }],
    ]);
  });
});

describe('properties of the effective history', () => {
  const place = {
    on: fc.constantFrom('2026-01-06', '2026-01-07'),
    at: fc.constantFrom(undefined, '09:00', '10:00', '11:00'),
  };
  const line: fc.Arbitrary<Line> = fc.oneof(
    { weight: 5, arbitrary: fc.record(place) },
    { weight: 1, arbitrary: fc.record({ withdraw: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ correct: fc.nat(9), ...place }) },
  );
  const lines = fc.array(line, { maxLength: 12 });
  const fact = fc.record(place);

  it('is the same list as sorting it again, in whatever order it is taken', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (typed, seed) => {
        const history = effectiveHistory(recorded(typed));
        const shuffled = [...history].sort((a, b) => ((a.revision * 7 + seed) % 13) - ((b.revision * 7 + seed) % 13));
        expect(shuffled.sort(comparePlace)).toEqual(history);
      }),
    );
  });

  it('has a transitive order', () => {
    fc.assert(
      fc.property(fc.array(fact, { minLength: 3, maxLength: 6 }), (typed) => {
        const history = effectiveHistory(recorded(typed));
        history.forEach((a, i) => {
          for (const b of history.slice(i + 1)) expect(comparePlace(a, b)).toBeLessThan(0);
        });
      }),
    );
  });

  it('never reorders the others when a fact is added', () => {
    fc.assert(
      fc.property(lines, fact, (typed, added) => {
        const id = `f${String(typed.length)}`;
        expect(ids([...typed, added]).filter((each) => each !== id)).toEqual(ids(typed));
      }),
    );
  });

  it('is as before when a fact is recorded and withdrawn, and when a withdrawal is withdrawn', () => {
    fc.assert(
      fc.property(lines, fact, fc.nat(9), (typed, added, named) => {
        const before = content(effectiveHistory(recorded(typed)));
        const place = typed.length;
        expect(content(effectiveHistory(recorded([...typed, added, { withdraw: place }])))).toEqual(before);
        const undone = [...typed, { withdraw: named % (place + 1) }, { withdraw: place }];
        if (named % (place + 1) < place && !standings(recorded(typed)).has(`f${String(named % (place + 1))}`)) {
          expect(content(effectiveHistory(recorded(undone)))).toEqual(before);
        }
      }),
    );
  });

  it('never reorders the rest when a fact is withdrawn', () => {
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 10 }), fc.nat(9), (typed, named) => {
        const place = named % typed.length;
        const rest = ids(typed).filter((id) => id !== `f${String(place)}`);
        expect(ids([...typed, { withdraw: place }])).toEqual(rest);
      }),
    );
  });
});
