import { effectiveHistory } from '#history';
import { correcting, recorded, told, withdrawing, type Told } from '#testing';
import { englandTimescales } from '#timescales';
import { foldRows } from './fold-rows.ts';
import { never, type Row, type RowKind } from './rows.ts';

function rows<K extends RowKind>(kind: K, facts: readonly Told[]): readonly Row<K>[] {
  const { rows: all } = foldRows(englandTimescales, effectiveHistory(recorded(facts)));
  return [...all.values()].filter((row): row is Row<K> => row.kind === kind);
}

const registered = (details: object): Told => told('ChildRegistered', '2018-04-03', details, 'registered');

describe('the row of a child', () => {
  it('tells every age by comparing days: on each birthday the child is that old', () => {
    const [child] = rows('child', [registered({ sex: 'M', dateOfBirth: '2012-02-29', ethnicity: 'WBRI' })]);
    expect(child).toMatchObject({
      bornOn: '2012-02-29',
      turned1On: '2013-02-28',
      turned5On: '2017-02-28',
      turned10On: '2022-02-28',
      turned16On: '2028-02-29',
      turned18On: '2030-02-28',
      birthKnown: 1,
      sex: 'M',
      ethnicity: 'WBRI',
      disabilities: null,
      diedOn: never,
    });
  });

  it('is of an unborn child until the birth, and then of one unborn on every day before it', () => {
    const unborn = registered({ sex: 'U', expectedDateOfBirth: '2018-06-30' });
    expect(rows('child', [unborn])).toMatchObject([{ dateOfBirth: null, bornOn: never, birthKnown: 1, sex: 'U' }]);
    const born = told('ChildBorn', '2018-07-02', { dateOfBirth: '2018-07-02' as never, sex: 'F' }, 'born');
    expect(rows('child', [unborn, born])).toMatchObject([
      { bornOn: '2018-07-02', expectedDateOfBirth: '2018-06-30', sex: 'F', sources: ['registered', 'born'] },
    ]);
  });

  it('knows no age where no day of birth is told', () => {
    expect(rows('child', [registered({ sex: 'F' })])).toMatchObject([
      { birthKnown: 0, bornOn: never, ethnicity: null },
    ]);
  });

  it('keeps what an amendment does not touch, and is as before once the amendment is withdrawn', () => {
    const first = registered({ sex: 'F', dateOfBirth: '2010-05-01', disabilities: ['MOB', 'HEAR'] });
    const amended = told('ChildDetailsAmended', '2018-05-01', { dateOfBirth: '2011-05-01' as never }, 'amended');
    const both = rows('child', [first, amended]);
    expect(both).toMatchObject([{ bornOn: '2011-05-01', turned1On: '2012-05-01', disabilities: 'HEAR MOB', sex: 'F' }]);
    expect(rows('child', [first, amended, withdrawing('amended')])).toEqual(rows('child', [first]));
  });

  it('tells of a death', () => {
    expect(rows('child', [registered({ sex: 'F' }), told('ChildDied', '2019-01-01')])[0]?.diedOn).toBe('2019-01-01');
  });
});

describe('who has the case', () => {
  const allocated = (on: string, worker: string, team = 'T1'): Told => told('WorkerAllocated', on, { worker, team });
  const spans = (facts: readonly Told[]): unknown =>
    rows('allocation', facts).map(({ worker, team, fromDay, untilDay }) => [worker, team, fromDay, untilDay]);

  it('passes from worker to worker on the day the next takes it on', () => {
    expect(spans([allocated('2018-05-01', 'W1'), allocated('2018-06-01', 'W2')])).toEqual([
      ['W1', 'T1', '2018-05-01', '2018-06-01'],
      ['W2', 'T1', '2018-06-01', never],
    ]);
  });

  it('is nobody after the worker gives it up, and an end told of another worker changes nothing', () => {
    const facts = [allocated('2018-05-01', 'W1'), told('WorkerUnallocated', '2018-06-01', { worker: 'W2' })];
    expect(spans(facts)).toEqual([['W1', 'T1', '2018-05-01', never]]);
    const over = [...facts, told('WorkerUnallocated', '2018-06-05', { worker: 'W1' })];
    expect(spans(over)).toEqual([['W1', 'T1', '2018-05-01', '2018-06-05']]);
  });

  it('is found anew where the hand-over was recorded for another day', () => {
    const next = told('WorkerAllocated', '2018-06-01', { worker: 'W2', team: 'T2' }, 'next');
    const moved = correcting('next', told('WorkerAllocated', '2018-05-20', { worker: 'W2', team: 'T2' }));
    expect(spans([allocated('2018-05-01', 'W1'), next, moved])).toEqual([
      ['W1', 'T1', '2018-05-01', '2018-05-20'],
      ['W2', 'T2', '2018-05-20', never],
    ]);
  });
});

describe('families and care', () => {
  it('are spans of days, and an end without a beginning makes none', () => {
    const facts = [
      told('FamilyUnlinked', '2018-01-01', { familyId: 'F9' }),
      told('FamilyLinked', '2018-02-01', { familyId: 'F1' }),
      told('FamilyLinked', '2018-03-01', { familyId: 'F2' }),
      told('FamilyUnlinked', '2018-04-01', { familyId: 'F1' }),
      told('CeasedToBeLookedAfter', '2018-01-05'),
      told('BecameLookedAfter', '2018-02-05'),
      told('CeasedToBeLookedAfter', '2018-03-05'),
    ];
    expect(rows('family', facts).map(({ familyId, linkedOn, unlinkedOn }) => [familyId, linkedOn, unlinkedOn])).toEqual(
      [
        ['F1', '2018-02-01', '2018-04-01'],
        ['F2', '2018-03-01', never],
      ],
    );
    expect(rows('looked-after', facts)).toMatchObject([{ fromDay: '2018-02-05', untilDay: '2018-03-05' }]);
  });
});
