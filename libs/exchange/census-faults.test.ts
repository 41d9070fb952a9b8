import {
  censusFaultKinds,
  censusFileLines,
  censusJourneys,
  goodRecord,
  linesOf,
  spoiltLines,
  type CensusFaultKind,
} from '#testing';
import { childStructure } from './census-structure.ts';

/** So many children in every test, and more where the faults suite is asked for by itself. */
const many = process.env['FAULTS_LONG'] === undefined ? 1_000 : 10_000;

/** A file of 2025 in which every third child has a fault, of each kind in turn; and each fault's line. */
function spoilt(children: number) {
  const lines = [...censusFileLines('855', 2025, [])];
  const end = lines.splice(-2);
  const planted: { readonly line: number; readonly kind: CensusFaultKind }[] = [];
  for (let number = 0; number < children; number++) {
    const id = `F${String(number)}`;
    const kind = number % 3 === 2 ? censusFaultKinds[Math.floor(number / 3) % censusFaultKinds.length] : undefined;
    if (kind === undefined)
      lines.push(
        ...linesOf(goodRecord(number % 2 === 0 ? 'on a plan' : 'closed and open again', id), childStructure, 2025),
      );
    else {
      const { lines: more, at } = spoiltLines(kind, id);
      planted.push({ line: lines.length + at + 1, kind });
      lines.push(...more);
    }
  }
  return { xml: [...lines, ...end].join('\n'), planted };
}

it.each(censusFaultKinds)('$name is reported once, at its line', (kind) => {
  const into = censusJourneys();
  const { lines, at } = spoiltLines(kind, 'F1');
  const head = [...censusFileLines('855', 2025, [])];
  const end = head.splice(-2);
  const xml = [...head, ...lines, ...end].join('\n');
  const { faults } = into.take(xml);
  expect(faults.map(({ line, code, rule }) => ({ line, code, rule }))).toEqual([
    { line: head.length + at + 1, code: kind.code, rule: kind.rule },
  ]);
  const again = into.take(xml);
  expect({ faults: again.faults, written: again.written }).toEqual({ faults, written: [] });
});

it(`is so among ${String(many)} children, and the good ones are taken over whole`, () => {
  const into = censusJourneys();
  const { xml, planted } = spoilt(many);
  const { faults } = into.take(xml);
  // An id that is no child's is the same in every record spoilt so; each is told at its own line all the same.
  expect(faults.map(({ line, code, rule }) => ({ line, code, rule }))).toEqual(
    planted.map(({ line, kind: { code, rule } }) => ({ line, code, rule })),
  );
});
