import { faultAsCsv, type CensusFault } from './census-fault.ts';
import { csvLine } from './csv.ts';

/** What a spreadsheet would run, or run once it has passed over what is before it. */
const formulas = [
  '=HYPERLINK("https://example.org")',
  '+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\r\n=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
];

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

it.each(formulas)('a team called %j is a text in a return, never a formula', (team) => {
  expect(csvLine(['A1', team, -1, undefined])).toBe(`A1,${quoted(`'${team}`)},-1,\r\n`);
});

it.each(formulas)('a census file called %j is a text in the report of faults', (file) => {
  const fault = { element: 'e', line: 1, column: 2, code: 'c', leftOut: 'value', reason: 'r' };
  expect(faultAsCsv(file, fault as CensusFault)).toBe(`${quoted(`'${file}`)},,e,1,2,,c,value,,r`);
});

it.each(['North (A=B)', 'a-b', 'team\nNorth', 'Siân', '', '1'])('%j is left as it is', (team) => {
  expect(csvLine([team])).toBe(`${quoted(team)}\r\n`);
});
