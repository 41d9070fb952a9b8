import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import {
  englandTimescales,
  localDuties,
  LocalRulesUnusable,
  nationalRules,
  readDraftRules,
  readLocalRules,
  ruleFor,
  rulebook,
  rulebookFrom,
} from './index.ts';

const example = readFileSync(join(import.meta.dirname, '../../docs/examples/local-rules.example.json'), 'utf8');
const served = ['855', '857'];
const d = plainDate;

function faultsOf(file: unknown): readonly string[] {
  const read = readLocalRules(typeof file === 'string' ? file : JSON.stringify(file), served);
  return read.ok ? [] : read.faults.map(({ says }) => says);
}

function rulesIn(file: unknown) {
  const read = readLocalRules(typeof file === 'string' ? file : JSON.stringify(file), served);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return rulebook(read.local);
}

const row = { duty: 'later-core-group', from: '2024-04-01', limit: { weeks: 6 }, source: 'Procedure 9' };
const of = (...rules: readonly object[]) => ({ authorities: [{ authority: '855', rules }] });

describe('the example', () => {
  const rules = rulesIn(example).of('855');

  it('gives every duty that an authority may time a rule, of force local', () => {
    for (const duty of localDuties) {
      expect(ruleFor(rules, duty, d('2024-04-01'))).toMatchObject({ force: 'local', edition: 'local-855' });
      expect(ruleFor(rules, duty, d('2022-03-31'))).toBeUndefined();
    }
  });

  it('changes a limit from a day on', () => {
    const on = (day: string) => ruleFor(rules, 'later-core-group', d(day));
    expect(on('2024-03-31')).toMatchObject({ id: 'T7b@local-855-2022-04-01', limit: { weeks: 6 } });
    expect(on('2024-04-01')).toMatchObject({ id: 'T7b@local-855-2024-04-01', limit: { weeks: 4 } });
  });

  it('puts the single assessment in the place of the initial and core ones on the authority’s own day', () => {
    expect(ruleFor(rules, 'initial-assessment', d('2013-09-01'))).toMatchObject({ id: 'T2a@wt-2010' });
    expect(ruleFor(rules, 'initial-assessment', d('2013-09-02'))).toBeUndefined();
    expect(ruleFor(rules, 'core-assessment', d('2013-09-02'))).toBeUndefined();
    expect(ruleFor(englandTimescales, 'core-assessment', d('2014-03-31'))).toMatchObject({ id: 'T2b@wt-2010' });
    expect(ruleFor(englandTimescales, 'core-assessment', d('2014-04-01'))).toBeUndefined();
  });

  it('leaves other authorities with the national rules, and those as they were', () => {
    expect(rulesIn(example).of('857')).toBe(englandTimescales);
    expect(ruleFor(rules, 'conference', d('2026-01-05'))).toEqual(
      ruleFor(englandTimescales, 'conference', d('2026-01-05')),
    );
  });
});

describe('the reading', () => {
  it('changes with any local rule, for its authority and for all together, and for no other authority', () => {
    const six = rulesIn(of(row));
    const four = rulesIn(of({ ...row, limit: { weeks: 4 } }));
    const quorum = { from: '2024-04-01', present: ['social-care'], source: 'x' };
    const withQuorum = rulesIn({ authorities: [{ authority: '855', rules: [row], conferenceQuorum: [quorum] }] });
    const readings = [nationalRules, six, four, withQuorum];
    expect(new Set(readings.map(({ reading }) => reading)).size).toBe(4);
    expect(new Set(readings.map((rules) => rules.of('855').reading)).size).toBe(4);
    expect(new Set(readings.map((rules) => rules.of('857').reading)).size).toBe(1);
    expect(rulesIn(of(row)).reading).toBe(six.reading);
  });
});

describe('a file with faults', () => {
  it.each<[string, unknown, RegExp]>([
    ['that is not JSON', '{ "authorities": [', /not JSON/],
    ['that is a list', [], /not an object/],
    [
      'with a limit given twice, of which the last alone would count',
      JSON.stringify(of(row)).replace('"limit":', '"limit":{"weeks":5},"limit":'),
      /^"\/authorities\/0\/rules\/0\/limit" is given twice\. Give it once\.$/,
    ],
    ['without authorities', {}, /"authorities" is missing/],
    ['with a field of another name', { authorities: [], rules: [] }, /no field "rules"/],
    ['of an authority that is no code', { authorities: [{ authority: 855 }] }, /855 is no authority/],
    [
      'of an authority not served',
      { authorities: [{ authority: '301' }] },
      /301 is not served here. Served are 855, 857/,
    ],
    ['of one authority twice', { authorities: [{ authority: '855' }, { authority: '855' }] }, /listed twice/],
    ['with a day that is none', of({ ...row, from: '2024-02-30' }), /from is "2024-02-30", which is not a day/],
    ['with an end before its beginning', of({ ...row, to: '2024-04-01' }), /not after it begins/],
    ['with a duty nobody knows', of({ ...row, duty: 'core-groups' }), /"core-groups" is no duty/],
    ['with a duty that is national', of({ ...row, duty: 'conference' }), /national rule/],
    ['without a source', of({ ...row, source: ' ' }), /names no source/],
    ['with no source at all', of({ ...row, source: undefined }), /"source" is missing/],
    ['with a limit of no days', of({ ...row, limit: { days: 0 } }), /the limit is \{"days":0\}/],
    ['with a limit of half a day', of({ ...row, limit: { days: 1.5 } }), /the limit is/],
    ['with two limits', of({ ...row, limit: { days: 1, weeks: 1 } }), /the limit is/],
    ['with a limit in years', of({ ...row, limit: { years: 1 } }), /the limit is/],
    ['with a limit that is a number', of({ ...row, limit: 6 }), /the limit is 6/],
    ['with no limit', of({ ...row, limit: 'none' }), /the limit is "none"/],
    ['with a misspelt field', of({ ...row, until: '2025-01-01' }), /no field "until"/],
    ['with rows of one day', of(row, row), /overlap/],
    ['with rows that overlap', of({ ...row, to: '2025-01-02' }, { ...row, from: '2025-01-01' }), /overlap/],
    ['with days left out', of({ ...row, to: '2025-01-01' }, { ...row, from: '2025-01-02' }), /nothing is in force/],
    [
      'with single assessments before any edition had them',
      { authorities: [{ authority: '855', singleAssessmentsFrom: '2013-04-14' }] },
      /"2013-04-14" cannot be. Give a day from 2013-04-15 to 2014-04-01/,
    ],
    [
      'with single assessments after the old ones had ceased',
      { authorities: [{ authority: '855', singleAssessmentsFrom: '2014-04-02' }] },
      /cannot be/,
    ],
    [
      'with a quorum of the family',
      {
        authorities: [
          { authority: '855', conferenceQuorum: [{ from: '2024-04-01', present: ['family'], source: 'x' }] },
        ],
      },
      /"family" is no agency that must be present/,
    ],
  ])('%s is refused', (_, file, fault) => {
    expect(faultsOf(file)).toEqual([expect.stringMatching(fault)]);
  });

  it('is refused with every fault at once, and what to do', () => {
    const file = JSON.stringify({
      authorities: [{ authority: '301', rules: [{ ...row, limit: {}, source: '' }, { duty: 'x' }], also: 1 }],
    });
    const open = () => rulebookFrom('local.json', served, () => file);
    expect(open).toThrow(LocalRulesUnusable);
    expect(faultsOf(file)).toHaveLength(8);
    expect(open).toThrow(/local\.json cannot be used:\n(  - .*\n){8}Mend them, or unset LOCAL_RULES/);
  });

  it('that cannot be read says why, and none at all is no fault', () => {
    const away = () => {
      throw Object.assign(new Error('no'), { code: 'ENOENT' });
    };
    expect(() => rulebookFrom('away.json', served, away)).toThrow(/cannot be read \(ENOENT\)/);
    expect(rulebookFrom('', served, away)).toBe(nationalRules);
  });
});

describe('the place of a fault', () => {
  const pointersOf = (file: unknown): readonly string[] => {
    const read = readLocalRules(JSON.stringify(file), served);
    return read.ok ? [] : read.faults.map(({ pointer }) => pointer);
  };

  it.each<[unknown, string[]]>([
    [[], ['']],
    [{}, ['/authorities']],
    [{ authorities: [{ authority: '301' }] }, ['/authorities/0/authority']],
    [{ authorities: [{ authority: '855' }, { authority: '855' }] }, ['/authorities/1']],
    [of(row, { ...row, from: '2025-02-30' }), ['/authorities/0/rules/1/from']],
    [of({ ...row, duty: 'conference' }), ['/authorities/0/rules/0/duty']],
    [of({ ...row, limit: 6, 'a/b': 1 }), ['/authorities/0/rules/0/a~1b', '/authorities/0/rules/0/limit']],
    [of({ ...row, to: '2025-01-02' }, { ...row, from: '2025-01-01' }), ['/authorities/0/rules/0']],
    [
      { authorities: [{ authority: '855', conferenceQuorum: [{ from: '2024-04-01', present: ['x'], source: 'x' }] }] },
      ['/authorities/0/conferenceQuorum/0/present/0'],
    ],
    [{ authorities: [{ authority: '855', national: [] }] }, ['/authorities/0/national']],
  ])('is told as a JSON pointer: %j', (file, pointers) => {
    expect(pointersOf(file)).toEqual(pointers);
  });
});

describe('a draft', () => {
  const forty = { duty: 'assessment', from: '2027-01-01', limit: { workingDays: 40 }, source: 'Draft guidance' };
  const draftOf = (...national: readonly object[]) => {
    const read = readDraftRules({ authorities: [{ authority: '855', national }] }, served);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    return rulebook(read.local).of('855');
  };

  it('may give a duty that is timed nationally another limit, from its day on', () => {
    const draft = draftOf(forty);
    const limitOn = (on: string, ownStart?: true) => ruleFor(draft, 'assessment', d(on), ownStart)?.limit;
    expect(limitOn('2026-12-31')).toEqual({ workingDays: 45 });
    expect(limitOn('2027-01-01')).toEqual({ workingDays: 40 });
    expect(limitOn('2027-01-01', true)).toEqual({ workingDays: 40 });
    expect(ruleFor(draft, 'conference', d('2027-01-01'))).toEqual(
      ruleFor(englandTimescales, 'conference', d('2027-01-01')),
    );
    expect(draft.packs.filter(({ id }) => id.includes('draft')).map(({ force }) => force)).toEqual(['local', 'local']);
  });

  it('is shown by an example that gives assessments of the demonstration’s years 40 working days', () => {
    const shown = readFileSync(join(import.meta.dirname, '../../docs/examples/draft-rules.example.json'), 'utf8');
    const read = readDraftRules(JSON.parse(shown), served);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    expect(ruleFor(rulebook(read.local).of('855'), 'assessment', d('2018-04-03'))?.limit).toEqual({ workingDays: 40 });
  });

  it('may do so for a time only, and over the days on which one edition follows another', () => {
    const draft = draftOf({ ...forty, from: '2018-06-01', to: '2019-01-01' });
    const limits = ['2018-05-31', '2018-06-01', '2018-07-04', '2018-12-31', '2019-01-01', '2024-01-01'].map(
      (on) => ruleFor(draft, 'assessment', d(on))?.limit,
    );
    const [old, drafted] = [{ workingDays: 45 }, { workingDays: 40 }];
    expect(limits).toEqual([old, drafted, drafted, drafted, old, old]);
  });

  it('may have several rows of a duty, each until the next', () => {
    const draft = draftOf(forty, { ...forty, from: '2027-06-01', limit: { workingDays: 30 } });
    expect(ruleFor(draft, 'assessment', d('2027-05-31'))?.limit).toEqual({ workingDays: 40 });
    expect(ruleFor(draft, 'assessment', d('2027-06-01'))?.limit).toEqual({ workingDays: 30 });
  });

  it.each<[object, RegExp]>([
    [{ ...forty, duty: 'later-core-group' }, /timed by no national rule, or by none that is a length/],
    [{ ...forty, duty: 'emergency-order' }, /by none that is a length/],
    [{ ...forty, duty: 'assessments' }, /is no duty\. A draft may give another limit to .*assessment/],
  ])('may not give one to a duty that has none: %j', (rule, says) => {
    const read = readDraftRules({ authorities: [{ authority: '855', national: [rule] }] }, served);
    expect(read).toEqual({
      ok: false,
      faults: [{ pointer: '/authorities/0/national/0/duty', says: expect.stringMatching(says) as string }],
    });
  });
});

/** Rows of one duty that follow one another: the first day, then how long each but the last is in force. */
const spans = fc.record({ from: fc.nat(2_000), lengths: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 6 }) });

describe('rows of one duty', () => {
  const begins = d('2015-01-01');
  const rowsOf = ({ from, lengths }: { readonly from: number; readonly lengths: readonly number[] }) => {
    const starts = [0, ...lengths].reduce<number[]>((all, length) => [...all, (all.at(-1) ?? from) + length], []);
    return starts.map((start, place) => {
      const end = starts[place + 1];
      const to = end === undefined || place % 2 === 0 ? {} : { to: addDays(begins, end) };
      return { ...row, from: addDays(begins, start), ...to, limit: { days: place + 1 } };
    });
  };

  it('in whatever order they are written, give each day from the first on exactly one rule', () => {
    fc.assert(
      fc.property(spans, fc.nat(9_000), fc.boolean(), (of855, day, turned) => {
        const rows = rowsOf(of855);
        const timescales = rulesIn(of(...(turned ? [...rows].reverse() : rows))).of('855');
        const on = addDays(begins, day);
        const expected = rows.filter(({ from }) => from <= on).length;
        const rule = ruleFor(timescales, 'later-core-group', on);
        expect(rule?.limit).toEqual(expected === 0 ? undefined : { days: expected });
      }),
    );
  });

  it('are refused for any day that two claim, or that is left out between them', () => {
    fc.assert(
      fc.property(spans, fc.nat(), fc.constantFrom(-1, 1), ({ from, lengths }, which, off) => {
        fc.pre(lengths.length > 0);
        const rows = rowsOf({ from, lengths });
        const place = which % lengths.length;
        const meets = rows[place + 1]?.from ?? begins;
        const to = addDays(meets, off);
        fc.pre(to > (rows[place]?.from ?? begins));
        const faulty = rows.map((each, at) => (at === place ? { ...each, to } : each));
        expect(faultsOf(of(...faulty))).toEqual([expect.stringMatching(off < 0 ? /nothing is in force/ : /overlap/)]);
      }),
    );
  });

  it('never throw, whatever the file says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readLocalRules(JSON.stringify(value), served);
        expect(read.ok || read.faults.length > 0).toBe(true);
      }),
    );
  });
});

it('claims for no local rule that its text was read, which nobody here has done', () => {
  const own = rulesIn(example)
    .of('855')
    .packs.filter(({ force }) => force === 'local');
  expect(own.length).toBeGreaterThan(0);
  expect(own.map(({ status }) => status)).not.toContain('V');
});
