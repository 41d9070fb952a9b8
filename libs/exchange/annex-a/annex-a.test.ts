import { plainDate } from '#calendar';
import { recorded, told, type Told, wholeJourney as journey } from '#testing';
import { annexColumns, annexLists, type AnnexList } from './columns.ts';
import { annexHeading, annexLine } from './csv.ts';
import { annexRows } from './lists.ts';

const facts = recorded(journey);

const on = (list: AnnexList, day: string, of = facts) => annexRows(list, 'L1', of, plainDate(day));
/** The fields beyond the five that every list begins with. */
const beyond = (list: AnnexList, day: string, more: readonly Told[] = []) =>
  on(list, day, recorded([...journey, ...more])).map((row) => row.slice(5));

describe('every list', () => {
  it('has a field for each of its headings', () => {
    for (const list of annexLists)
      for (const row of on(list, '2025-08-20')) expect(row).toHaveLength(annexColumns[list].columns.length);
  });

  it('begins with who the child is, as old as on the day', () => {
    const first = (day: string) => on(3, day)[0]?.slice(0, 5);
    expect(first('2025-08-20')).toEqual(['L1', 'a) Male', 'f) MWBC', '2016-02-29', 9]);
    expect(annexRows(1, 'L1', facts, plainDate('2025-05-05'))[0]?.[4]).toBe(9);
  });

  it('tells neither sex, ethnicity nor age of a child not yet born', () => {
    const unborn = [
      told('ChildRegistered', '2026-01-05', {
        expectedDateOfBirth: plainDate('2026-06-01'),
        sex: 'F',
        ethnicity: 'WBRI',
      }),
      told('ReferralReceived', '2026-01-05'),
    ];
    expect(on(3, '2026-02-01', recorded(unborn))[0]?.slice(0, 5)).toEqual([
      'L1',
      'c) Not stated/recorded',
      't) NOBT',
      undefined,
      undefined,
    ]);
  });
});

describe('list 1, contacts', () => {
  it('has those of the six months that end on the day, both ends counted', () => {
    expect(beyond(1, '2025-05-05')).toEqual([['2025-05-05', 'p1) 5D: LA services']]);
    expect(beyond(1, '2025-11-05')).toHaveLength(1);
    expect(beyond(1, '2025-11-06')).toEqual([]);
    expect(beyond(1, '2025-05-04')).toEqual([]);
  });
});

describe('list 3, referrals', () => {
  it('counts those of the twelve months before the latest, and not the latest', () => {
    expect(beyond(3, '2025-05-31')).toEqual([['2025-05-06', 'q) 6: Police', 'b) No', 1, '=North', 'W2']]);
    expect(beyond(3, '2025-03-31')).toEqual([
      ['2024-10-01', 'f) 2B: Education services', 'a) Yes', 0, undefined, undefined],
    ]);
  });
});

describe('list 4, assessments', () => {
  it('has those in progress and those authorised in the six months', () => {
    expect(beyond(4, '2025-05-10')).toEqual([
      ['a) Yes', '2025-05-07', undefined, undefined, undefined, 'Front door', 'W1'],
    ]);
    const done = ['a) Yes', '2025-05-07', 'a) Yes', '2025-06-20', 'a) Yes', '=North', 'W2'];
    expect(beyond(4, '2025-12-20')).toEqual([done]);
    expect(beyond(4, '2025-12-21')).toEqual([]);
  });
});

describe('list 5, enquiries and conferences', () => {
  it('has one line for each that went on in the six months, until its conference met', () => {
    expect(beyond(5, '2025-05-25')).toEqual([
      ['a) Yes', '2025-05-08', 'b) No', undefined, undefined, 0, 0, '=North', 'W2'],
    ]);
    expect(beyond(5, '2025-11-29')).toEqual([
      ['a) Yes', '2025-05-08', 'b) No', '2025-05-29', 'a) Yes', 0, 0, '=North', 'W2'],
    ]);
    expect(beyond(5, '2025-11-30')).toEqual([]);
  });

  it('counts enquiries and conferences of the twelve months before the latest enquiry', () => {
    expect(beyond(5, '2026-03-31')).toEqual([
      ['a) Yes', '2026-03-02', 'a) Yes', undefined, undefined, 1, 1, '=North', 'W2'],
    ]);
    expect(beyond(5, '2026-03-05')).toMatchObject([{ 1: '2026-03-02', 2: undefined }]);
  });
});

describe('list 6, children in need', () => {
  it('has episodes open in the six months, with the case as it stands', () => {
    const start = ['a) Yes', '2025-05-06', 'N1 - Abuse or neglect'];
    const open = (status: string | undefined, seen: string | undefined) => [
      ...start,
      seen,
      undefined,
      undefined,
      status,
    ];
    const statusOn = (day: string) => beyond(6, day).map((row) => row.slice(0, 7));
    expect(statusOn('2025-05-10')).toEqual([open('d) Open assessment', undefined)]);
    expect(statusOn('2025-06-01')).toEqual([open('b) Child Protection plan', '2025-05-12')]);
    // A visit at which the child was not seen is none.
    expect(statusOn('2026-02-28')).toEqual([open('c) Child in need plan', '2025-07-01')]);
    expect(statusOn('2026-03-12')).toEqual([open('a) Looked after child', '2025-07-01')]);
  });

  it('has a closed one for six months, and never what was only a referral', () => {
    const closed = [told('ChildInNeedPlanEnded', '2026-03-20'), told('CaseClosed', '2026-03-20', { reason: 'RC7' })];
    expect(beyond(6, '2026-09-20', closed)).toEqual([
      [
        'a) Yes',
        '2025-05-06',
        'N1 - Abuse or neglect',
        '2025-07-01',
        '2026-03-20',
        'RC7 - Services ceased for any other reason, including child no longer in need',
        'e) Closed episode',
        '=North',
        'W2',
      ],
    ]);
    expect(beyond(6, '2026-09-21', closed)).toEqual([]);
    expect(beyond(6, '2024-10-31')).toEqual([]);
    expect(beyond(6, '2025-05-06')).toEqual([]);
  });
});

describe('list 7, child protection', () => {
  it('has the last statutory visit, the last review, and powers used in the six months', () => {
    expect(beyond(7, '2025-12-31')).toEqual([
      [
        'a) Yes',
        '2025-05-29',
        'a) Neglect',
        'e) Multiple/not recommended',
        '2025-07-01',
        'a) Yes',
        '2025-08-20',
        undefined,
        'a) Yes',
        1,
        '=North',
        'W2',
      ],
    ]);
    expect(beyond(7, '2026-01-04')[0]?.[8]).toBe('b) No');
    expect(beyond(7, '2026-01-03')[0]?.[8]).toBe('a) Yes');
  });

  it('has a plan for six months after its end, and never another authority’s', () => {
    expect(beyond(7, '2026-08-10')).toMatchObject([{ 6: '2026-02-10', 7: '2026-02-10' }]);
    expect(beyond(7, '2026-08-11')).toEqual([]);
  });

  it('says nothing of being seen alone where no statutory visit was made', () => {
    expect(beyond(7, '2025-06-30')[0]?.slice(4, 6)).toEqual([undefined, undefined]);
  });
});

it('is written with days as Ofsted has them, and no formula', () => {
  expect(annexHeading(1)).toBe(
    'Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years),Date of Contact,Contact Source\r\n',
  );
  expect(annexLine(3, on(3, '2025-05-31')[0] ?? [])).toBe(
    "L1,a) Male,f) MWBC,29/02/2016,9,06/05/2025,q) 6: Police,b) No,1,'=North,W2\r\n",
  );
});
