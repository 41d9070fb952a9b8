import published from './published/published-figures.json' with { type: 'json' };
import dfe from './published/dfe-published-2013-2018.json' with { type: 'json' };
import { NotTargets, publishedTargets, readTargets, type DfeSource } from './targets.ts';

interface Figure {
  readonly id: string;
  readonly area: string;
  readonly value: number | readonly number[];
  readonly numerator?: number;
  readonly denominator?: number;
  readonly denominator_range?: readonly number[];
  readonly source: { readonly file: string; readonly line: number };
}

const figures = new Map((published.figures as unknown as readonly Figure[]).map((figure) => [figure.id, figure]));
const areas = { '855': 'Leicestershire', '857': 'Rutland' } as const;

function rowOf(authority: string, { table, year }: DfeSource): Readonly<Record<string, string>> {
  const row = dfe.rows.find((each) => each.table === table && each.year === year && each.la === authority);
  if (row === undefined) throw new Error(`DfE publishes no ${table} of ${String(year)} for ${authority}.`);
  return row.v;
}

const named = publishedTargets.targets.map((target) => ({
  ...target,
  name: `${target.authority} ${target.measure} ${Object.values(target.period).join(' to ')}`,
}));

describe('every target is a figure as published', () => {
  it.each(named.flatMap((target) => target.figures.map((figure) => ({ ...target, figure }))))(
    '$name stands where it says: $figure.id',
    ({ authority, published: target, figure }) => {
      const known = figures.get(figure.id);
      expect(known?.area).toBe(areas[authority as keyof typeof areas]);
      expect(figure.source).toBe(`${String(known?.source.file)}:${String(known?.source.line)}`);
      if (figure.gives !== 'share') {
        expect(target[figure.gives]).toBe(known?.value);
        return;
      }
      if (known?.numerator !== undefined) expect(target.numerator).toBe(known.numerator);
      if (known?.denominator !== undefined) expect(target.denominator).toBe(known.denominator);
      const [low, high] = known?.denominator_range ?? [];
      if (low !== undefined && low !== high) expect(target.denominatorRange).toEqual([low, high]);
      else if (low !== undefined) expect(target.denominator).toBe(low);
      expect(Math.abs(Number(known?.value) - Number(target.value))).toBeLessThan(0.05);
    },
  );

  it.each(named.flatMap((target) => (target.dfe === undefined ? [] : [{ ...target, dfe: target.dfe }])))(
    '$name is DfE’s $dfe.table of $dfe.year',
    ({ authority, published: target, dfe: source }) => {
      const row = rowOf(authority, source);
      for (const part of ['numerator', 'denominator', 'value'] as const) {
        const field = source[part];
        if (field === undefined) continue;
        if (row[field] === 'c') expect(target).toEqual({ suppressed: true });
        else expect(target[part]).toBe(Number(row[field]));
      }
      expect(source.numerator).toBeDefined();
    },
  );

  it.each(named.flatMap((target) => (target.conflicts ?? []).map((conflict) => ({ name: target.name, conflict }))))(
    '$name is contradicted as listed: $conflict.conflict, $conflict.figure',
    ({ conflict }) => {
      const known = figures.get(conflict.figure);
      expect(conflict.source).toBe(`${String(known?.source.file)}:${String(known?.source.line)}`);
      const said = conflict.numeratorRange ?? conflict.valueRange ?? conflict.numerator ?? conflict.value;
      expect(said).toEqual(conflict.numeratorRange === undefined ? known?.value : known?.denominator_range);
      if (conflict.conflict.startsWith('K')) {
        expect(published.document_errors.map(({ id }) => id)).toContain(conflict.conflict);
      } else expect(conflict).toMatchObject({ conflict: conflict.figure, note: expect.any(String) });
    },
  );

  it.each(publishedTargets.shapes.planDurations)(
    'plans by duration at $at of $authority are DfE’s',
    ({ authority, bands, dfe: source }) => {
      const row = rowOf(authority, source);
      const fields = [
        '3_months_or_less',
        'more_than_3_months_6_months',
        'more_than_6_months_less_than_1_year',
        '1_year_less_than_2_years',
        '2_years_or_more',
      ];
      expect(bands).toEqual(fields.map((field) => (row[field] === 'c' ? null : Number(row[field]))));
    },
  );

  it.each(publishedTargets.shapes.referredChildren)(
    'children referred in $period.from of $authority are DfE’s',
    (shape) => {
      const row = rowOf(shape.authority, shape.dfe);
      expect([shape.children, shape.reReferredChildren]).toEqual([
        Number(row['referral_child_count']),
        Number(row['rereferral_child_count']),
      ]);
    },
  );
});

describe('a file that cannot be built to', () => {
  it('is refused with every fault named', () => {
    const target = {
      authority: '855',
      measure: 'referrals',
      period: { from: '2012-04-01', to: '2013-02-29' },
      published: { value: 3 },
      figures: [],
    };
    const read = (): unknown =>
      readTargets({ ...publishedTargets, targets: [{ ...target, authority: 'Leicestershire' }, target] });
    expect(read).toThrow(NotTargets);
    expect(read).toThrow(
      /targets\/0: "Leicestershire" is not a DfE code.*targets\/0: "2013-02-29" is not a date.*targets\/1: .*decimals.*no source/s,
    );
  });
});
