import { groupingsOf } from './groupings.ts';
import { measures } from './measures.ts';
import { sourceInPrint } from './source-in-print.ts';

describe('a source in print', () => {
  it.each([
    ['measures.md M2; DfE table C1', 'DfE, Characteristics of children in need, table C1'],
    ['measures.md M3', 'DfE, Characteristics of children in need, table C2'],
    ['measures.md M6, NI 65; DfE table D3', 'NI 65; DfE, Characteristics of children in need, table D3'],
    ['measures.md M2: DfE does not say; within is chosen here', 'DfE does not say; within is chosen here'],
    ['measures.md M10: LSCB annual report 2012/13 (seed 004)', 'LSCB annual report 2012/13'],
    ['timescales.md T6', 'DfE, Children in need census guide 2023 to 2024, section 4.12.2'],
    ['timescales.md, working day; SI 2006/1738 reg 2', 'SI 2006/1738 reg 2'],
    ['docs/adr/16', 'Chosen here'],
    ['DfE, PQ 113614', 'DfE, PQ 113614'],
  ])('of %s is %s', (source, printed) => {
    expect(sourceInPrint(source)).toBe(printed);
  });

  it('names no working paper of the project in any definition', () => {
    const sources = measures.flatMap((measure) => [...sourcesIn(measure), ...sourcesIn(groupingsOf(measure))]);
    const printed = sources.map(sourceInPrint);
    expect(sources.length).toBeGreaterThan(100);
    expect(
      printed.filter((each) => each === '' || /\.md|\.txt|docs\/|\bseed\b|\([A-Z]\d*\)|\b[MT]\d/.test(each)),
    ).toEqual([]);
  });
});

function sourcesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    name === 'source' && typeof each === 'string' ? [each] : sourcesIn(each),
  );
}
