import { england, plainDate } from '#calendar';
import { catalogue, type Proposed } from '#events';
import { refusals } from '#journey';
import { rendered } from '../page/templates.ts';
import type { Answered, ClockRead, Fact, Journey } from './answers.ts';
import { choicesIn, freeContactId } from './choices.ts';
import { familyShown } from './child.view.ts';
import { clockShown, clocksShown } from './clocks.ts';
import { drawingOf } from './diagram.ts';
import { regionsOf } from './diagram-parts.ts';
import { effectsOf } from './effects.ts';
import { factsOf, placeOfPart } from './fact-form.ts';
import { fieldsOf } from './fields.ts';
import { faultInWords, pointedTo } from './faults.ts';
import { childTyped } from './putting-right.ts';
import { alone, offeredBy, recordableCalled, registrations, together } from './recordable.ts';
import { refusedBy } from './refused.ts';
import { roleInWords } from './role-words.ts';
import { timelineOf } from './timeline.ts';
import { typedOf, type Typed } from './typed.ts';

const looking = { today: plainDate('2026-03-24'), calendar: england };

describe('what practice records together', () => {
  it.each([...together, ...registrations].map((each) => [each.id, each] as const))(
    '%s: every fact is whole from one form, and what is said once is said of all',
    (_, what) => {
      const typed = Object.assign(
        {},
        ...what.parts.map(({ type }, place) => typedOf(fieldsOf(type), catalogue[type].example, placeOfPart(place))),
      ) as Typed;
      const { children, faults } = factsOf(what, ['A1'], typed);
      expect(faults).toEqual([]);
      what.parts.forEach(({ type, answered = {}, same = {} }, place) => {
        const data = dataOf(children[0]!.facts[place]!);
        expect(data).toMatchObject(answered);
        for (const [field, { part, field: source }] of Object.entries(same))
          expect(data[field]).toEqual(dataOf(children[0]!.facts[part]!)[source]);
        for (const { name, needed } of fieldsOf(type))
          if (needed) expect([name, data[name]]).not.toEqual([name, undefined]);
      });
    },
  );

  it('is offered once the first of it comes next', () => {
    const ids = (...next: Parameters<typeof offeredBy>[0][number][]) =>
      offeredBy(next, [], false).together.map(({ id }) => id);
    expect(ids('InitialConferenceHeld')).toEqual(['conference-that-made-a-plan']);
    expect(ids('ChildDied')).toEqual([]);
    expect(ids('ChildDied', 'PlanEnded')).toEqual(['death-and-the-end-of-the-plan']);
    expect(ids('ContactReceived')).toEqual([]);
  });

  it('offers what meets a running clock first, everything else after it, and what an import alone records to nobody else', () => {
    const { due, next, others } = offeredBy(['ReferralDecided', 'ChildVisited'], ['decision'], false);
    expect(due.map(({ id }) => id)).toEqual(['referral-decided']);
    expect(next.map(({ id }) => id)).toEqual(['child-visited']);
    expect(others.map(({ id }) => id)).not.toContain('case-brought-forward');
    expect(offeredBy([], [], true).others.map(({ id }) => id)).toContain('case-brought-forward');
  });
});

describe('several children at once', () => {
  const visit = alone('ChildVisited');
  const typed = {
    ...typedOf(fieldsOf('ChildVisited'), { on: '2026-03-10', purpose: 'assessment' }, 'facts-0-data'),
    'children-0-facts-0-data-seen': 'true',
    'children-1-facts-0-data-seen': 'false',
  };

  it('have the day in common and their answers each', () => {
    const { children } = factsOf(visit, ['A1', 'A2'], typed);
    expect(children.map(({ child, facts }) => [child, dataOf(facts[0]!)])).toEqual([
      ['A1', { on: '2026-03-10', purpose: 'assessment', seen: true }],
      ['A2', { on: '2026-03-10', purpose: 'assessment', seen: false }],
    ]);
  });

  it.each([
    ['/children/1/facts/0/data/seen', 'children-1-facts-0-data-seen'],
    ['/children/1/facts/0/data/on', 'facts-0-data-on-day'],
    ['/children/0/facts/0/data', 'facts-0-data-on-day'],
  ])('have %s at %s', (pointer, id) => {
    expect(pointedTo(visit, true, pointer)?.at).toBe(id);
  });
});

describe('a pointer of the services', () => {
  const plan = recordableCalled('conference-that-made-a-plan')!;
  it.each([
    ['/facts/0/data/attended/2', 'facts-0-data-attended'],
    ['/facts/1/data/previousPlansHere/lastEndedOn', 'facts-1-data-previousPlansHere-lastEndedOn-day'],
    // The plan starts on the conference's day, which is asked there.
    ['/facts/1/data/on', 'facts-0-data-on-day'],
    ['/facts/1/data', 'facts-0-data-on-day'],
  ])('%s leads to %s', (pointer, id) => {
    expect(pointedTo(plan, false, pointer)?.at).toBe(id);
  });

  it('is told in the words of its field', () => {
    const at = (pointer: string, code: string) =>
      faultInWords(pointedTo(plan, false, pointer)!, { pointer, code, detail: 'Give dateOfBirth instead.' }).says;
    expect(at('/facts/0/data/on', 'missing')).toBe('Enter: date it happened');
    expect(at('/facts/1/data/categories', 'empty')).toBe('Select: categories of abuse');
    expect(at('/facts/0/data/childParticipated', 'missing')).toBe(
      'Answer “Did the child take part, or were their views given?”',
    );
    expect(at('/facts/0/data/on', 'in-the-future')).toBe('Date it happened must not be in the future.');
    expect(at('/facts/0/data/on', 'contradicts')).toBe('Date it happened: Give “Date of birth” instead.');
  });
});

describe('a refusal of the services', () => {
  const conference = alone('InitialConferenceHeld');
  const pointed = (pointer: string) => pointedTo(conference, false, pointer);
  const late = {
    code: 'late-without-reason',
    clock: 'conference',
    due: '2026-03-24',
    days: 1,
    field: 'lateReason',
    pointer: '/facts/0/data',
  };

  it('asks for each reason that is owed, at its field', () => {
    const lacking = {
      code: 'inquorate-without-reason',
      missing: ['police'],
      field: 'inquorateReason',
      pointer: '/facts/0/data',
    };
    const { owed, told } = refusedBy({ status: 422, code: late.code, detail: '', owed: [late, lacking] }, pointed);
    expect(told).toEqual([]);
    expect([...(owed.get('facts-0-data') ?? [])]).toEqual([
      ['lateReason', '“Hold the initial child protection conference” was due by 24 March 2026, 1 day before.'],
      ['inquorateReason', 'The meeting needs police.'],
    ]);
  });

  it('lists what would fall, and what is missing', () => {
    const facts = [{ id: 'f1', type: 'PlanStarted', on: '2026-03-24', code: 'plan-not-from-conference' }];
    const { told } = refusedBy(
      { status: 409, code: 'contradicts-later-facts', detail: '', facts, standing: 'Case open.' },
      pointed,
    );
    expect(told[0]).toMatchObject({
      standing: 'Case open.',
      later: [{ id: 'f1', name: 'Child protection plan started on 24 March 2026' }],
    });
  });

  it('of some children is told of each', () => {
    const problem = { status: 409, code: 'no-open-case', detail: '', pointer: '/children/1/facts/0/data' };
    const children = [
      { child: 'A1', status: 'previewed' },
      { child: 'A2', status: 'refused', problem },
    ];
    const { told } = refusedBy({ status: 409, code: 'refused-for-some', detail: '', children }, (pointer) =>
      pointedTo(conference, true, pointer),
    );
    expect(told.map(({ child, sentence }) => [child, sentence])).toEqual([['A2', refusals['no-open-case'].sentence]]);
  });

  it('that may pass is sent again under its key, and one that will not pass is not', () => {
    const mayPass = (status: number, code: string) => refusedBy({ status, code, detail: '' }, pointed).told[0]?.mayPass;
    expect(mayPass(503, 'store-away')).toBe(true);
    expect(mayPass(503, 'unfinished-for-some')).toBe(true);
    expect(mayPass(409, 'move-unfinished')).toBe(false);
    expect(mayPass(409, 'no-open-case')).toBe(false);
  });

  it('says that somebody recorded something meanwhile', () => {
    expect(refusedBy({ status: 409, code: 'revision-moved', detail: '' }, pointed).isMoved).toBe(true);
  });
});

describe('a clock', () => {
  const clock = (more: object) =>
    ({
      clock: 'conference',
      startedOn: '2026-03-03',
      rule: 'T6',
      due: '2026-03-24',
      state: 'due-soon',
      ...more,
    }) as unknown as ClockRead;
  it.each([
    [{ due: '2026-03-27' }, '3 working days left'],
    [{ due: '2026-03-24' }, 'Due today'],
    [{ due: '2026-03-23', state: 'overdue' }, '1 working day gone'],
    // Good Friday and Easter Monday lie between.
    [{ due: '2026-04-07', state: 'running' }, '8 working days left'],
    [{ due: null, state: 'running' }, 'No limit is set'],
    [{ due: 'unknown', state: 'unknown' }, 'The days cannot be counted'],
    [{ state: 'met', stoppedOn: '2026-03-20' }, 'Done on 20 March 2026'],
  ])('%j: %s', (more, says) => {
    expect(clockShown(clock(more), looking).says).toBe(says);
  });

  it('that presses most comes first, and those that are over are folded, the latest first', () => {
    const { open, over } = clocksShown(
      [
        clock({ due: '2026-05-01' }),
        clock({ due: '2026-03-23' }),
        clock({ stoppedOn: '2026-01-05', state: 'met' }),
        clock({ stoppedOn: '2026-02-05', state: 'met-late' }),
      ],
      looking,
    );
    expect(open.map(({ due }) => due)).toEqual(['23 March 2026', '1 May 2026']);
    expect(over.map(({ tag }) => tag.text)).toEqual(['Met late', 'Met']);
  });
});

it('tells what a preview would do, with what somebody should stop at first', () => {
  const running = { state: 'running', startedOn: '2026-03-24', due: '2026-06-24' } as const;
  const answer: Answered = {
    child: 'A1',
    revision: 3,
    facts: [],
    missed: [{ clock: 'conference', due: '2026-03-23', stoppedOn: '2026-03-24' }],
    changed: [],
    reasonOwed: ['inquorate-without-reason'],
    countersignatureOwed: [{ type: 'PlanStarted', by: ['chair'] }],
    preview: {
      turned: [
        { clock: 'first-review', before: null, after: running },
        {
          clock: 'conference',
          before: { ...running, due: '2026-03-23' },
          after: { ...running, due: '2026-03-23', state: 'met-late' },
        },
      ],
      measures: ['referrals'],
      receipts: [
        {
          receipt: 'r1',
          measure: 'referrals',
          period: { from: '2026-01-01', to: '2026-03-31' },
          change: { numerator: 1, denominator: 0, excluded: -1 },
        },
      ],
    },
  };
  const { warnings, clocks, receipts } = effectsOf(answer, () => '');
  expect(warnings).toEqual([
    '“Hold the initial child protection conference” was due by 23 March 2026 and was done on 24 March 2026. It will be counted as late.',
    expect.stringContaining('A reason is still owed.'),
    '“Child protection plan started” has to be countersigned by a chair. It counts from now on.',
  ]);
  expect(clocks).toEqual([
    '“Hold the first review conference” starts: due by 24 June 2026.',
    '“Hold the initial child protection conference” is met late, due by 23 March 2026.',
  ]);
  expect(receipts[0]?.says).toContain('1 January 2026 to 31 March 2026: counted +1, left out −1');
});

describe('the history', () => {
  const fact = (more: object) =>
    ({
      id: 'f1',
      type: 'ChildVisited',
      on: '2026-03-10',
      recordedAt: '2026-03-10T23:30:00Z',
      recordedBy: 'u1',
      revision: 1,
      data: { on: '2026-03-10', purpose: 'assessment', seen: true, seenAlone: false },
      ...more,
    }) as unknown as Fact;
  const marks = (...facts: Fact[]) => timelineOf(facts).map((each) => each.marks.map(({ text }) => text));

  it('marks what was recorded later by London’s days', () => {
    expect(marks(fact({}))).toEqual([[]]);
    expect(marks(fact({ recordedAt: '2026-03-11T00:00:00Z' }))).toEqual([['Recorded 1 day later']]);
    // From 29 March on it is the next day in London an hour before it is in UTC.
    expect(marks(fact({ on: '2026-03-30', data: { on: '2026-03-30' }, recordedAt: '2026-03-30T23:00:00Z' }))).toEqual([
      ['Recorded 1 day later'],
    ]);
  });

  it('tells a corrected record as it stands, and a withdrawn one with why', () => {
    const correction = fact({
      id: 'c1',
      type: 'FactCorrected',
      on: undefined,
      data: {
        fact: 'f1',
        data: { on: '2026-03-09', purpose: 'assessment', seen: false, seenAlone: false },
        note: 'Looked it up.',
      },
    });
    const withdrawal = fact({ id: 'w1', type: 'FactWithdrawn', on: undefined, data: { fact: 'f2', why: 'duplicate' } });
    const told = timelineOf([
      fact({ correctedBy: 'c1' }),
      fact({ id: 'f2', withdrawnBy: 'w1', countersignatureOwed: true }),
      correction,
      withdrawal,
    ]);
    expect(told.map(({ id }) => id)).toEqual(['f2', 'f1']);
    expect(told[1]).toMatchObject({
      on: '2026-03-09',
      canBeCorrected: true,
      corrections: [{ says: 'Corrected', note: 'Looked it up.' }],
    });
    expect(told[1]?.lines).toContainEqual(expect.objectContaining({ label: 'Was the child seen?', says: 'No' }));
    expect(told[0]?.marks.map(({ text }) => text)).toEqual(['Withdrawn', 'Countersignature owed']);
    expect(told[0]?.canBeCorrected).toBe(false);
  });

  it('says nothing of what is another child’s, and names a text that nobody can read again', () => {
    const masked = fact({ masked: true, data: undefined, recordedBy: undefined, withdrawnBy: 'w1' });
    expect(timelineOf([masked])[0]).toMatchObject({
      isMasked: true,
      lines: [],
      recorded: undefined,
      canBeCorrected: false,
    });
    expect(timelineOf([fact({ erased: ['lateReason'] })])[0]?.lines.at(-1)?.says).toContain('Erased');
  });
});

describe('the child’s place in the journey', () => {
  const state = {
    child: 'registered',
    case: 'open',
    enquiry: 'enquiring',
    assessment: { single: 'inProgress', initial: 'none', core: 'none' },
  };
  const regions = regionsOf(state);

  it('is one state of every region that the journey tells of', () => {
    expect(
      regions
        .filter(({ states }) => states.some(({ isHere }) => isHere))
        .map(({ id, states }) => [id, states.find(({ isHere }) => isHere)?.title]),
    ).toEqual([
      ['child', 'Registered'],
      ['case', 'Case open'],
      ['assessment-single', 'In progress'],
      ['assessment-initial', 'None in progress'],
      ['assessment-core', 'None in progress'],
      ['enquiry', 'Enquiry under way'],
    ]);
  });

  it('is drawn with every arrow told in words, and in words for who does not see it', () => {
    for (const region of regions) {
      const { svg, moves, id } = drawingOf(region);
      expect(svg).toContain(`<title id="${id}-title">`);
      expect(svg.match(/waymark-diagram__head/g)?.length ?? 0).toBe(region.moves.length);
      expect(moves.every(({ from, to, by }) => from !== '' && to !== '' && by.length > 0)).toBe(true);
      expect(svg).not.toContain(' style=');
      for (const { by } of moves) for (const words of by) expect(words).not.toMatch(/[a-z][A-Z]/);
    }
  });
});

describe('what a form may be chosen from', () => {
  const contact = (contactId: string) => ({
    id: contactId,
    type: 'ContactReceived',
    data: { on: '2026-03-02', contactId, source: '6' },
  });
  const journey = {
    facts: [contact('C1'), contact('C2'), { id: 'd', type: 'ContactDecided', data: { contactId: 'C1' } }],
    circumstances: { families: ['FAM1'], otherAuthorityPlans: [], worker: { worker: 'w1', team: 'North' } },
  } as unknown as Journey;

  it('are the contacts that await a decision, and the families the child is linked to', () => {
    const values = (type: Parameters<ReturnType<typeof choicesIn>>[0], field: string) =>
      choicesIn(journey)(type)[field]?.map(({ value }) => value);
    expect(values('ContactDecided', 'contactId')).toEqual(['C2']);
    expect(values('ReferralReceived', 'contactId')).toEqual(['C1', 'C2']);
    expect(values('FamilyUnlinked', 'familyId')).toEqual(['FAM1']);
    expect(freeContactId(journey)).toBe('C3');
  });
});

it('links siblings, and counts those of whom nothing may be told', () => {
  const family = { familyId: 'FAM1', children: [{ child: 'A1' }, { child: 'A2' }], withheld: 1 };
  expect(familyShown('855', 'A1', family)).toMatchObject({
    siblings: [{ child: 'A2', href: '/cases/855/A2' }],
    restricted: 1,
  });
});

it('says whose a fact is to record', () => {
  expect(roleInWords(alone('ChildVisited'), ['caseworker'])).toBeUndefined();
  expect(roleInWords(alone('PlanStarted'), ['caseworker'])).toBe('A chair has to countersign it.');
  expect(roleInWords(alone('ReferralDecided'), ['caseworker'])).toBe('In office hours only a manager records it.');
  expect(roleInWords(alone('ChildVisited'), ['analyst'])).toMatch(
    /^Only a caseworker or a manager or a chair records it\.$/,
  );
});

describe('the right child of a record', () => {
  it.each([
    ['P2', { child: 'P2' }],
    ['/cases/855/P2', { child: 'P2' }],
    ['https://waymark.example/cases/855/P2/history', { child: 'P2' }],
    ['/cases/856/P2', { says: expect.stringContaining('of authority 856') }],
    ['856 P2', { says: expect.stringContaining('cannot be moved to another authority') }],
    ['P1', { says: expect.stringContaining('already') }],
    ['P 2', { says: expect.stringContaining('1 to 20 letters and digits') }],
    ['', { says: expect.stringContaining('Enter') }],
  ])('typed as %j', (text, found) => {
    expect(childTyped(text, '855', 'P1')).toEqual(found);
  });
});

it('sends the same again under its key, where something failed that may pass', () => {
  const view = {
    title: 'It could not be recorded just now',
    action: '/cases/855/A1/record/child-visited',
    says: ['Wait.'],
  };
  const hidden = [{ name: 'key', value: 'k-1' }];
  const html = rendered('child/again.njk', { ...view, hidden, sections: [], csrf: 'c' });
  expect(html).toContain('<input type="hidden" name="key" value="k-1">');
  expect(html).toMatch(/<button[^>]* name="step"[^>]* value="confirm"|<button[^>]* value="confirm"[^>]* name="step"/);
});

function dataOf(fact: Proposed): Readonly<Record<string, unknown>> {
  return fact.data as unknown as Readonly<Record<string, unknown>>;
}
