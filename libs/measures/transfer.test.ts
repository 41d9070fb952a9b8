import { plainDate } from '#calendar';
import { recorded, told, type Told } from '#testing';
import { englandTimescales } from '#timescales';
import { count } from './count.ts';
import { measureOf } from './measures.ts';
import { questionOf } from './question.ts';
import { stillKnown, type Row } from './rows.ts';
import { versions } from './versions.ts';

const movedIn = told('TransferInNotified', '2018-04-09', { notifiedOn: plainDate('2018-04-09') });

function inTime(facts: readonly Told[]) {
  const measure = measureOf('conferences-in-15-days');
  const made = questionOf(measure!, { from: '2018-04-01', to: '2018-06-30' });
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  const { numerator, denominator, excludedRows } = count(
    made.question,
    [versions(englandTimescales, recorded(facts))],
    stillKnown - 1,
  );
  return { numerator, denominator, excluded: excludedRows.map(({ reason }) => reason) };
}

const rowsOf = (facts: readonly Told[], kind: Row['kind']): readonly Row[] =>
  versions(englandTimescales, recorded(facts))
    .filter(({ row, knownTo }) => row.kind === kind && knownTo === stillKnown)
    .map(({ row }) => row);

it('keeps a conference on a transfer in apart from the timeliness of enquiries, said or not', () => {
  const late = told('InitialConferenceHeld', '2018-05-30');
  expect(inTime([movedIn, late])).toEqual({ numerator: 0, denominator: 0, excluded: ['transfer-in'] });
});

it('leaves the enquiry waiting for its own conference', () => {
  const facts = [
    movedIn,
    told('StrategyDiscussionHeld', '2018-04-10'),
    told('InitialConferenceHeld', '2018-04-16', { kind: 'transfer-in' }),
    told('InitialConferenceHeld', '2018-04-17'),
  ];
  expect(inTime(facts)).toEqual({ numerator: 1, denominator: 1, excluded: ['transfer-in'] });
  expect(rowsOf(facts, 'enquiry')).toMatchObject([{ conferenceOn: '2018-04-17' }]);
});

it.each([
  ['typed after the notification', (referred: Told) => [movedIn, referred]],
  ['typed before it', (referred: Told) => [referred, movedIn]],
  [
    'of a move recorded as of a later day',
    (referred: Told) => [
      referred,
      told('AssessmentStarted', '2018-04-12'),
      told('TransferInNotified', '2018-04-16', { notifiedOn: plainDate('2018-04-09') }),
    ],
  ],
])('takes a referral of the day notified for that of the move, %s', (_, typed) => {
  const begun = told('AssessmentStarted', '2018-04-12');
  const facts = (said: object) => {
    const before = typed(told('ReferralReceived', '2018-04-09', said));
    return before.some(({ type }) => type === 'AssessmentStarted') ? before : [...before, begun];
  };
  expect(rowsOf(facts({}), 'assessment')).toMatchObject([{ clockFrom: '2018-04-12', clockStartedBy: 'start' }]);
  expect(rowsOf(facts({ byTransferIn: false }), 'assessment')).toMatchObject([
    { clockFrom: '2018-04-09', clockStartedBy: 'referral' },
  ]);
});

it('counts an assessment after a transfer in from its own start', () => {
  const referred = told('ReferralReceived', '2018-04-09', { byTransferIn: true });
  const started = told('AssessmentStarted', '2018-04-12');
  expect(rowsOf([movedIn, referred, started], 'assessment')).toMatchObject([
    { clockFrom: '2018-04-12', clockStartedBy: 'start' },
  ]);
});
