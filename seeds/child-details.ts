import { addDays, addMonths, daysBetween, type PlainDate } from '#calendar';
import type { Facts } from '#events';
import type { Chance } from './chance.ts';

/** Nobody's names: a stranger reading them sees at once that the child is invented. */
const givenNames = [
  'Ash',
  'Bryony',
  'Clover',
  'Dale',
  'Fern',
  'Glen',
  'Hazel',
  'Ivy',
  'Juniper',
  'Linden',
  'Marigold',
  'Reed',
  'Robin',
  'Sorrel',
  'Tansy',
  'Wren',
] as const;
const familyNames = [
  'Alderbrook',
  'Birchcombe',
  'Cloudsley',
  'Dovetree',
  'Elmwater',
  'Foxmeadow',
  'Greyhollow',
  'Heronsford',
  'Inglestone',
  'Larkrise',
  'Mosswood',
  'Nettlefold',
  'Oakenshaw',
  'Pebblebrook',
  'Quillstone',
  'Rushmere',
  'Silverlea',
  'Thornycroft',
  'Underhill',
  'Willowbank',
] as const;

const everyday = [
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'WBRI',
  'AIND',
  'MWBC',
  'MWAS',
  'WOTH',
  'APKN',
  'BAFR',
  'MOTH',
  'NOBT',
] as const;

/** Nobody told of comes of age before their story ends. */
const eldestYears = 16;

/** An invented child, first known on one day and last told of on another. Brothers and sisters have one family name. */
export function inventedChild(
  on: PlainDate,
  last: PlainDate,
  family: number,
  chance: Chance,
): Facts['ChildRegistered'] {
  const familyName = familyNames[family % familyNames.length] ?? familyNames[0];
  const eldest = addMonths(last, -12 * eldestYears);
  const youngest = addDays(on, -20);
  return {
    on,
    dateOfBirth: addDays(youngest, -chance.between(0, daysBetween(eldest, youngest))),
    sex: chance.pick(['F', 'M']),
    ethnicity: chance.pick(everyday),
    disabilities: [chance.percent(9) ? chance.pick(['LD', 'AUT', 'BEH', 'MOB']) : 'NONE'],
    upnUnknownReason: 'UN1',
    name: `${chance.pick(givenNames)} ${familyName}`,
  };
}
