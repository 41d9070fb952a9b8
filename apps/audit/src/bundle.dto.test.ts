import { plainDate } from '#calendar';
import { faultsOf, type Moment } from '#http';
import { BundleDto } from './bundle.dto.ts';

const moment: Moment = { now: Date.parse('2026-06-15T11:00:00Z'), today: plainDate('2026-06-15') };
const found = (recipient: unknown): readonly string[] =>
  faultsOf(BundleDto, { for: recipient }, moment).map(({ pointer, code }) => `${pointer} ${code}`);

it.each(['The Family Court at Leicester', 'Cafcass (Siân Ó Neill)', 'x'.repeat(200)])(
  'a bundle is made for %j',
  (to) => {
    expect(found(to)).toEqual([]);
  },
);

it.each([
  'Court\n\nWithheld: nothing.',
  'Court\r\nx',
  'Court\tx',
  'Court\u0000',
  'tr\u202euoC',
  '\u2066Court',
  'Court\u2028x',
])('a bundle is not made for %j, which would stand in its README otherwise than on one line as it is read', (to) => {
  expect(found(to)).toEqual(['/for hidden-character']);
});

it.each(['', ' ', 'x'.repeat(201), ['a', 'b'], undefined])('%j says nobody whom a bundle is for', (to) => {
  expect(found(to)).toEqual([to === undefined ? '/for missing' : '/for not-a-recipient']);
});
