import reference from './published/published-figures.json' with { type: 'json' };

interface Figure {
  readonly id: string;
  readonly area: string;
  readonly period: string;
  readonly measure: string;
  readonly value: number;
  readonly numerator?: number;
  readonly denominator?: number;
}

interface Check {
  readonly id?: string;
  readonly check: string;
  readonly area?: string;
  readonly period?: string;
  readonly measure?: string;
  readonly computed: number;
  readonly published?: number;
  readonly ok: boolean;
}

const figures = reference.figures as unknown as readonly Figure[];
const checks = (reference.consistency_checks as readonly Check[]).map((check) => ({
  ...check,
  name: [check.id, check.area, check.period, check.measure, check.check].filter(Boolean).join(' '),
}));

function valueOf(area: string | undefined, period: string | undefined, measure: string | undefined): number {
  const figure = figures.find((each) => each.area === area && each.period === period && each.measure === measure);
  if (figure === undefined) throw new Error(`No figure for ${String(area)}, ${String(period)}, ${String(measure)}.`);
  return figure.value;
}

/** Works a printed figure out again from what is printed beside it. */
function workedOut(check: Check): { worked: number; printed: number; decimals: number } {
  const figure = figures.find(({ id }) => id === check.id);
  if (check.check.startsWith('sum of quarters')) {
    const quarters = [1, 2, 3, 4].map((quarter) => valueOf(check.area, `Q${String(quarter)} 2012/13`, check.measure));
    return {
      worked: quarters.reduce((sum, each) => sum + each, 0),
      printed: valueOf(check.area, '2012/13', check.measure),
      decimals: 0,
    };
  }
  const shared = /^(\w+)\/(\w+)$/.exec(check.check);
  if (shared !== null) {
    const [, part, whole] = shared;
    const share = (100 * valueOf(check.area, check.period, part)) / valueOf(check.area, check.period, whole);
    return { worked: share, printed: figure?.value ?? NaN, decimals: 1 };
  }
  const share = (100 * (figure?.numerator ?? NaN)) / (figure?.denominator ?? NaN);
  return { worked: share, printed: figure?.value ?? NaN, decimals: check.check.endsWith(',1)') ? 1 : 0 };
}

function halfUp(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.floor(value * scale + 0.5 + 1e-9) / scale;
}

describe('the documents’ own arithmetic', () => {
  it.each(checks.filter(({ ok }) => ok))('holds: $name', (check) => {
    const { worked, printed, decimals } = workedOut(check);
    expect(worked).toBeCloseTo(check.computed, 2);
    expect(halfUp(worked, decimals)).toBe(printed);
  });

  it.each(checks.filter(({ ok }) => !ok))('fails, as listed among the documents’ errors: $name', (check) => {
    const { worked, printed, decimals } = workedOut(check);
    expect(worked).toBeCloseTo(check.computed, 2);
    expect(halfUp(worked, decimals)).not.toBe(printed);
  });

  it('is checked 89 times, and known to be wrong in 26 places', () => {
    expect(checks).toHaveLength(89);
    expect(reference.document_errors).toHaveLength(26);
    expect(checks.filter(({ ok }) => !ok)).toHaveLength(6);
  });

  it('balances Leicestershire’s plans of 2012/13: 524 + 536 − 667 = 393', () => {
    const at = (measure: string, period: string): number => valueOf('Leicestershire', period, measure);
    const opened =
      at('cp_plans_open', 'at 2012-03-31') + at('cp_plans_started', '2012/13') - at('cp_plans_ended', '2012/13');
    expect(opened).toBe(at('cp_plans_open', 'at 2013-03-31'));
  });
});
