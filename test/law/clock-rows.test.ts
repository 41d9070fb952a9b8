import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import type { Recorded } from '#history';
import { journeyLaw, type ProposedFact } from '#journey';
import { never, stillKnown, versions, type Row } from '#measures';
import { anyFact, anyLawfulJourney, asRecorded, corrected, happened, withdrawn } from '#testing';
import { clockState, englandTimescales, isLate, type Clock, type StoppedClock } from '#timescales';

const law = journeyLaw(englandTimescales);

function clockRows(facts: readonly Recorded[]): readonly Row<'clock'>[] {
  return versions(englandTimescales, facts).flatMap(({ row, knownTo }) =>
    row.kind === 'clock' && knownTo === stillKnown ? [row] : [],
  );
}

/** What a row says, as the law says it. */
function told(row: Row<'clock'>): Clock | StoppedClock {
  const { duty, rule, startedBy, startedOn, dueOn, dueKnown, dueAt, stoppedOn, stoppedAt, stoppedBy, how } = row;
  const due: Clock['due'] = dueKnown === 0 ? 'unknown' : dueOn === never ? null : dueOn;
  const clock = { duty, rule, startedBy, startedOn, due, ...(dueAt !== null && { dueAt }) };
  if (how === null || stoppedBy === null) return clock;
  const otherMeant = row.otherMeant === 1 && { otherMeant: true as const };
  return { ...clock, stoppedOn, ...(stoppedAt !== null && { stoppedAt }), stoppedBy, how, ...otherMeant };
}

const byIdentity = (a: Clock, b: Clock): number => (`${a.startedBy}/${a.duty}` < `${b.startedBy}/${b.duty}` ? -1 : 1);

function expectAlike(facts: readonly Recorded[]): readonly Row<'clock'>[] {
  const rows = clockRows(facts);
  expect(rows.map(told).sort(byIdentity)).toEqual([...law.read(facts).clocks].sort(byIdentity));
  return rows;
}

it('are the clocks that the law tells of, whatever was recorded and corrected', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyLawfulJourney(), anyFact(), fc.nat(), (facts, other, place) => {
      const lawful = facts.map(asRecorded);
      for (const { duty, how, late } of expectAlike(lawful)) seen.add(`${duty} ${how ?? 'runs'} ${String(late)}`);
      const last = facts.length;
      const changes = [
        withdrawn(facts[place % last]?.id ?? ''),
        corrected(facts[place % last]?.id ?? '', {
          ...facts[place % last],
          data: { ...facts[place % last]?.data, on: (other.data as { on: string }).on },
        } as ProposedFact),
      ];
      for (const change of changes) {
        if (!law.decide(lawful, [change], { recordedAt: last, recordedBy: 'u1' }).ok) continue;
        expectAlike([...lawful, asRecorded(change, last)]);
      }
    }),
    { numRuns: 250 },
  );
  expect(seen.size).toBeGreaterThan(15);
});

it('stand on any day as the law says that its clocks do', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), fc.nat(400), (facts, after) => {
      const recorded = facts.map(asRecorded);
      const on = addDays(plainDate('2026-01-01'), after);
      for (const row of clockRows(recorded)) {
        const clock = told(row);
        const midnight = Date.parse(`${on}T00:00:00Z`) - summerTime(on);
        if (row.stoppedOn > on) {
          expect(row.overdueFrom <= midnight).toBe(clockState(clock, on) === 'overdue');
          if (row.overdueFrom > midnight) expect(row.dueSoonFrom <= on).toBe(clockState(clock, on) === 'due-soon');
        } else expect(row.late).toBe('how' in clock && isLate(clock) ? 1 : 0);
      }
    }),
    { numRuns: 100 },
  );
});

/** London is an hour ahead from 29 March to 24 October 2026, midnights counted, and from 28 March 2027. */
function summerTime(on: string): number {
  return (on > '2026-03-29' && on <= '2026-10-25') || on > '2027-03-28' ? 3_600_000 : 0;
}

it('of a case brought forward run from what it tells', () => {
  const balance = happened('CaseBroughtForward', '2026-01-05', {
    referral: { on: plainDate('2025-11-10'), source: '2A', awaitsDecision: true },
    assessment: { kind: 'single', startedOn: plainDate('2025-11-12') },
  });
  const facts = [happened('ChildRegistered', '2026-01-02'), balance].map(asRecorded);
  expect(expectAlike(facts).map(({ duty, dueOn }) => [duty, dueOn])).toEqual([
    ['decision', '2025-11-11'],
    ['assessment', '2026-01-15'],
    ['assessment-from-start', '2026-01-19'],
  ]);
});

it('whose due day lies beyond the known bank holidays are never overdue', () => {
  const last = englandTimescales.calendar.to;
  const facts = [happened('ChildRegistered', '2009-06-16'), happened('ReferralReceived', last)].map(asRecorded);
  for (const row of expectAlike(facts)) {
    expect(row).toMatchObject({ dueKnown: 0, dueOn: never, dueSoonFrom: never, overdueFrom: stillKnown });
  }
});
