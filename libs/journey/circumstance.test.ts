import { happened, journeyUnder } from '#testing';

const given = journeyUnder();
const registered = happened('ChildRegistered', '2026-01-02');

describe('the worker', () => {
  const allocated = happened('WorkerAllocated', '2026-01-05', { worker: 'W1', team: 'T1' });

  it('has the case until another has, or nobody does', () => {
    expect(given(registered, allocated).journey().circumstances.worker).toEqual({
      worker: 'W1',
      team: 'T1',
      since: '2026-01-05',
    });
    const passed = happened('WorkerAllocated', '2026-02-02', { worker: 'W2', team: 'T1' });
    expect(given(registered, allocated, passed).journey().circumstances.worker).toMatchObject({ worker: 'W2' });
    const former = happened('WorkerUnallocated', '2026-02-03', { worker: 'W1' }, 'former');
    expect(given(registered, allocated, passed, former).journey()).toMatchObject({
      circumstances: { worker: { worker: 'W2' } },
      unread: [],
    });
    const left = happened('WorkerUnallocated', '2026-02-03', { worker: 'W2' });
    expect(given(registered, allocated, passed, left).journey().circumstances.worker).toBeUndefined();
  });

  it('is not allocated twice, unless to another team', () => {
    given(registered, allocated)
      .when(happened('WorkerAllocated', '2026-01-06', { worker: 'W1', team: 'T1' }))
      .thenRefused('worker-already-allocated');
    given(registered, allocated)
      .when(happened('WorkerAllocated', '2026-01-06', { worker: 'W1', team: 'T2' }))
      .thenAccepted();
  });

  it('may be unallocated after the child’s death', () => {
    given(registered, allocated, happened('ChildDied', '2026-01-08'))
      .when(happened('WorkerUnallocated', '2026-01-12'))
      .thenAccepted();
  });
});

describe('the family', () => {
  it('is linked once by its id, and unlinked by it', () => {
    const linked = happened('FamilyLinked', '2026-01-05', { familyId: 'F1' });
    const half = happened('FamilyLinked', '2026-01-06', { familyId: 'F2' });
    expect(given(registered, linked, half).journey().circumstances.families).toEqual(['F1', 'F2']);
    given(registered, linked)
      .when(happened('FamilyLinked', '2026-01-06', { familyId: 'F1' }))
      .thenRefused('family-already-linked');
    expect(
      given(registered, linked, happened('FamilyUnlinked', '2026-01-06', { familyId: 'F2' })).journey().circumstances
        .families,
    ).toEqual(['F1']);
    expect(
      given(registered, linked, half, happened('FamilyUnlinked', '2026-01-07')).journey().circumstances.families,
    ).toEqual(['F2']);
  });
});

describe('being looked after', () => {
  const became = happened('BecameLookedAfter', '2026-01-05', { legalStatus: 'V2' });

  it('begins and ends once, and is in the standing meanwhile', () => {
    const lookedAfter = given(registered, became);
    expect(lookedAfter.journey().standing).toBe('No case open; looked after since 5 January 2026.');
    lookedAfter.when(happened('BecameLookedAfter', '2026-01-06')).thenRefused('already-looked-after');
    const ceased = given(registered, became, happened('CeasedToBeLookedAfter', '2026-01-20'));
    expect(ceased.journey().circumstances.lookedAfterSince).toBeUndefined();
    ceased.when(happened('BecameLookedAfter', '2026-02-02', {}, 'again')).thenAccepted();
  });
});

describe('a plan of another authority', () => {
  const noted = happened('OtherAuthorityPlanNoted', '2026-01-05', { authority: '856' });

  it('is shown, and is no plan here', () => {
    const journey = given(registered, noted).journey();
    expect(journey.circumstances.otherAuthorityPlans).toEqual([
      { authority: '856', categories: ['NEG'], since: '2026-01-05' },
    ]);
    expect(journey.state).toMatchObject({ plan: 'none', case: 'closed' });
    expect(journey.clocks).toEqual([]);
    expect(journey.standing).toContain('on a plan of authority 856 since 5 January 2026, which is not a plan here');
  });

  it('is noted once for each authority, and ended of that alone', () => {
    given(registered, noted)
      .when(happened('OtherAuthorityPlanNoted', '2026-01-06', { authority: '856' }))
      .thenRefused('other-authority-plan-already-noted');
    given(registered, noted)
      .when(happened('OtherAuthorityPlanNoted', '2026-01-06', { authority: '857' }))
      .thenAccepted();
    const another = happened('OtherAuthorityPlanEnded', '2026-01-06', { authority: '857' });
    expect(given(registered, noted, another).journey().circumstances.otherAuthorityPlans).toMatchObject([
      { authority: '856' },
    ]);
    const ended = happened('OtherAuthorityPlanEnded', '2026-02-06', { authority: '856' });
    expect(given(registered, noted, ended).journey().circumstances.otherAuthorityPlans).toEqual([]);
  });
});

it.each(
  [
    happened('WorkerAllocated', '2026-02-23'),
    happened('FamilyLinked', '2026-02-23'),
    happened('FamilyUnlinked', '2026-02-23'),
    happened('BecameLookedAfter', '2026-02-23'),
    happened('CeasedToBeLookedAfter', '2026-02-23'),
    happened('TransferInNotified', '2026-02-23'),
    happened('TransferInWithdrawn', '2026-02-23'),
    happened('TransferOutNotified', '2026-02-23'),
    happened('OtherAuthorityPlanNoted', '2026-02-23'),
    happened('OtherAuthorityPlanEnded', '2026-02-23'),
  ].map((fact) => [fact.type, fact] as const),
)('no %s follows a death', (_, fact) => {
  given(registered, happened('ChildDied', '2026-02-20')).when(fact).thenRefused('after-death');
});
