import fc from 'fast-check';
import { england, plainDate } from '#calendar';
import { catalogue, factTypes, ordinaryTypes, type FactType } from '#events';
import {
  actLines,
  actNames,
  allTold,
  factLines,
  holdersOf,
  isOutOfHours,
  mayAsk,
  mayPost,
  opensPersonal,
  roles,
  verdictOn,
  type FactProposed,
  type Proposing,
  type Role,
} from './index.ts';

const practitioners: readonly Role[] = ['caseworker', 'manager', 'chair'];
const monday = plainDate('2026-06-15');
const noon = Date.parse('2026-06-15T11:00:00Z');

function proposing(held: readonly Role[], given: Partial<Proposing> = {}): Proposing {
  const otherwise = { isOwnCase: () => false, isImport: () => false, calendar: england, recordedAt: noon };
  return { roles: held, ...otherwise, ...given };
}

function proposed(type: FactType, given: Partial<FactProposed> = {}): FactProposed {
  return { type, on: monday, isRestedOn: false, ...given };
}

describe('the table of roles', () => {
  it('never turns away a protective fact of anybody who works with children', () => {
    const protective = factTypes.filter((type) => catalogue[type].protective === true);
    expect(protective.length).toBeGreaterThan(7);
    for (const type of protective)
      for (const role of practitioners)
        expect([type, role, verdictOn(proposing([role]), proposed(type)).may]).not.toContain('no');
  });

  it('turns away no decision taken out of hours by anybody who works with children, but for a case brought forward', () => {
    for (const type of ordinaryTypes)
      for (const role of practitioners) {
        const verdict = verdictOn(proposing([role]), proposed(type, { at: '23:10' }));
        expect([type, role, verdict.may === 'no']).toEqual([type, role, type === 'CaseBroughtForward']);
      }
  });

  it('has managers authorise assessments and decide referrals, and chairs record what conferences decide', () => {
    const held = (type: FactType) => holdersOf(type);
    expect(['AssessmentAuthorised', 'ReferralDecided'].map((type) => held(type as FactType))).toEqual([
      ['manager'],
      ['manager'],
    ]);
    expect(['InitialConferenceHeld', 'ReviewConferenceHeld'].map((type) => held(type as FactType))).toEqual([
      ['chair'],
      ['chair'],
    ]);
  });

  it('lets analysts and auditors record nothing, and administrators only what an import tells', () => {
    for (const type of factTypes) {
      for (const role of ['analyst', 'auditor'] as const) expect(factLines[type][role].effect).toBe('deny');
      expect(verdictOn(proposing(['administrator']), proposed(type)).may === 'yes').toBe(type === 'CaseBroughtForward');
      expect(verdictOn(proposing(['administrator'], { isImport: () => true }), proposed(type)).may).toBe('yes');
    }
    expect(roles.filter((role) => mayPost([role]))).toEqual([...practitioners, 'administrator']);
  });

  it('opens to an analyst what is owed by law and what was written of figures, no other text, and none to whom it does not let in', () => {
    expect(actNames.filter((act) => actLines[act].opens.includes('analyst'))).toEqual(['figures', 'statutory-return']);
    for (const act of actNames)
      for (const role of actLines[act].opens) expect([act, role, mayAsk([role], act).may]).toEqual([act, role, 'yes']);
    expect(opensPersonal(['analyst'], 'figure-rows')).toBe(false);
  });

  it('says why in every cell', () => {
    const cells = [...factTypes.map((type) => factLines[type]), ...actNames.map((act) => actLines[act])];
    for (const line of cells) for (const role of roles) expect(line[role].reason).toMatch(/^[A-Z].*\.$/s);
  });

  it('lets somebody of no role do nothing', () => {
    for (const act of actNames) expect(mayAsk([], act).may).toBe('no');
    for (const type of factTypes) expect(verdictOn(proposing([]), proposed(type, { at: '23:10' })).may).toBe('no');
    expect(mayPost([])).toBe(false);
  });

  it('lets somebody of more roles do no less', () => {
    const rank = { yes: 2, countersigned: 1, no: 0 } as const;
    fc.assert(
      fc.property(
        fc.subarray([...roles]),
        fc.constantFrom(...roles),
        fc.constantFrom(...ordinaryTypes),
        fc.constantFrom(undefined, '08:59', '12:00'),
        fc.boolean(),
        (few, more, type, at, own) => {
          const verdict = (held: readonly Role[]) =>
            rank[verdictOn(proposing(held, { isOwnCase: () => own }), proposed(type, { at })).may];
          expect(verdict([...few, more])).toBeGreaterThanOrEqual(verdict(few));
        },
      ),
    );
  });

  it('tells a person the most that one of their roles may, and whom to ask for the rest', () => {
    const { facts, administration, queries } = allTold(['caseworker']);
    expect(facts.ReferralReceived.may).toBe('allow');
    expect(facts.ReferralDecided).toMatchObject({ may: 'out-of-hours', ask: ['manager'] });
    expect(administration['restrict-case']).toMatchObject({ may: 'deny', ask: ['manager', 'administrator'] });
    expect(queries['case-record']).toMatchObject({ may: 'allow', opensPersonal: true });
    expect(allTold(['caseworker', 'manager']).facts.ReferralDecided.may).toBe('allow');
  });
});

describe('a decision of another role', () => {
  const decide = (type: FactType, given: Partial<FactProposed> = {}, by: Partial<Proposing> = {}) =>
    verdictOn(proposing(['caseworker'], by), proposed(type, given));

  it('is turned away in hours, and says whom to ask', () => {
    expect(decide('ReferralDecided')).toMatchObject({ may: 'no', ask: ['manager'] });
  });

  it('is countersigned where it was taken out of hours: by its own time, and else by when it is typed the same day', () => {
    expect(decide('ReferralDecided', { at: '17:00' })).toEqual({ may: 'countersigned', by: ['manager'] });
    expect(decide('ReferralDecided', { at: '16:59' }).may).toBe('no');
    expect(decide('ReferralDecided', {}, { recordedAt: Date.parse('2026-06-15T07:59:00Z') }).may).toBe('countersigned');
    expect(decide('ReferralDecided', {}, { recordedAt: Date.parse('2026-06-15T08:00:00Z') }).may).toBe('no');
    expect(decide('ReferralDecided', {}, { recordedAt: Date.parse('2026-06-16T20:00:00Z') }).may).toBe('no');
  });

  it('closes one’s own case, and not another’s', () => {
    expect(decide('CaseClosed', {}, { isOwnCase: () => true }).may).toBe('yes');
    expect(decide('CaseClosed').may).toBe('no');
  });

  it('comes with the plan that rests on it', () => {
    expect(decide('InitialConferenceHeld').may).toBe('no');
    expect(decide('InitialConferenceHeld', { isRestedOn: true })).toEqual({ may: 'countersigned', by: ['chair'] });
  });

  it('is corrected and withdrawn by whom it is of, and a plan is withdrawn by nobody but a chair', () => {
    const touching = (type: 'FactWithdrawn' | 'FactCorrected', touches: FactType) => decide(type, { touches }).may;
    expect(touching('FactWithdrawn', 'ReferralReceived')).toBe('yes');
    expect(touching('FactWithdrawn', 'ReferralDecided')).toBe('no');
    expect(touching('FactCorrected', 'PlanStarted')).toBe('countersigned');
    expect(touching('FactWithdrawn', 'PlanStarted')).toBe('no');
    expect(verdictOn(proposing(['analyst']), proposed('FactWithdrawn', { touches: 'ReferralReceived' })).may).toBe(
      'no',
    );
  });
});

describe('out of hours', () => {
  const at = (on: string, time?: string) => isOutOfHours(england, { on: plainDate(on), at: time, recordedAt: noon });

  it('is the weekend, a bank holiday, and before nine and from five on a working day', () => {
    expect(at('2026-06-13', '12:00')).toBe(true);
    expect(at('2026-05-25', '12:00')).toBe(true);
    expect(['08:59', '09:00', '16:59', '17:00'].map((time) => at('2026-06-16', time))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(at('2026-06-16')).toBe(false);
  });

  it('is London’s, on either side of both clock changes', () => {
    const typed = (on: string, instant: string) =>
      isOutOfHours(england, { on: plainDate(on), recordedAt: Date.parse(instant) });
    expect([typed('2026-03-27', '2026-03-27T16:59:00Z'), typed('2026-03-30', '2026-03-30T16:00:00Z')]).toEqual([
      false,
      true,
    ]);
    expect([typed('2026-10-23', '2026-10-23T16:00:00Z'), typed('2026-10-26', '2026-10-26T16:59:00Z')]).toEqual([
      true,
      false,
    ]);
  });

  it('is the weekend beyond the known bank holidays as well', () => {
    expect([at('2150-01-03', '12:00'), at('2150-01-05', '12:00'), at('1903-02-01', '12:00')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
