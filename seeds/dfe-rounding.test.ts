import { percent, roundedCount } from '#measures';
import dfe from './published/dfe-published-2013-2018.json' with { type: 'json' };

/** A printed percentage beside the counts printed for it. */
interface Printed {
  readonly name: string;
  readonly area: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly printed: number;
}

const printed = dfe.rows.flatMap(({ table, year, la, v }) => {
  const values = v as Readonly<Record<string, string>>;
  return Object.keys(values).flatMap((field): Printed[] => {
    if (!field.endsWith('_percent')) return [];
    const stem = field.slice(0, -'_percent'.length);
    const [part, whole] =
      table === 'C1_referrals'
        ? [`${stem}_count`, stem.endsWith('_child') ? 'referral_child_count' : 'referral_count']
        : [stem, table === 'D3_subsequent' ? 'CPP_start' : 'CPP_At31'];
    const counts = [values[part], values[whole], values[field]];
    if (!counts.every((count) => count !== undefined && /^[0-9.]+$/.test(count))) return [];
    const [numerator = NaN, denominator = NaN, share = NaN] = counts.map(Number);
    return [{ name: `${la} ${String(year)} ${table} ${field}`, area: la, numerator, denominator, printed: share }];
  });
});
const authorities = printed.filter(({ area }) => area !== 'ENG');
const england = printed.filter(({ area }) => area === 'ENG');

describe('DfE’s own percentages', () => {
  it('are there to be checked', () => {
    expect([authorities.length, england.length]).toEqual([101, 60]);
  });

  it.each(authorities)('of an authority come out of its counts, to one decimal, halves up: $name', (row) => {
    expect(percent(row.numerator, row.denominator)).toBe(row.printed);
  });

  it('of England come out of counts that round to those printed', () => {
    const amiss = england.filter(({ numerator, denominator, printed: share }) => {
      const least = percent(Math.max(0, numerator - 5), denominator + 4) ?? NaN;
      const most = percent(numerator + 4, denominator - 5) ?? NaN;
      return share < least || share > most;
    });
    expect(amiss).toEqual([]);
    const counts = england.flatMap(({ numerator, denominator }) => [numerator, denominator]);
    expect(counts.filter((count) => roundedCount(count, 'england') !== count)).toEqual([]);
  });

  it('rest on counts that are rounded for England and its regions alone', () => {
    expect([
      roundedCount(143_805, 'england'),
      roundedCount(143_804, 'region'),
      roundedCount(143_804, 'authority'),
    ]).toEqual([143_810, 143_800, 143_804]);
  });
});
