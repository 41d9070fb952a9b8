import { isPlainDate } from '#calendar';
import { CensusUnreadable, type UnreadableCode } from './census-fault.ts';
import type { ElementRead } from './census-reader.ts';
import type { CensusHeader } from './census-records.ts';
import { firstCensusYear, isCensusYear, lastCensusYear, windowOf } from './census-year.ts';

/** Reads a header, and holds it against the authority asked. Throws `CensusUnreadable`: nothing of the file is then taken. */
export function readHeader(header: ElementRead, authority: string | undefined): CensusHeader {
  const value = (name: string): string | undefined => valueIn(header, name)?.text.trim();
  const wrong = (name: string, code: UnreadableCode, message: string): CensusUnreadable =>
    new CensusUnreadable(code, message, (valueIn(header, name) ?? header).place);

  const collection = value('Collection');
  if (collection !== 'CIN') {
    throw wrong(
      'Collection',
      'other-collection',
      `The Header's Collection is ${said(collection)}; a children in need census says CIN.`,
    );
  }
  const year = Number(value('Year'));
  if (!/^\d{4}$/.test(value('Year') ?? '') || !isCensusYear(year)) {
    const years = `${String(firstCensusYear)} to ${String(lastCensusYear)}`;
    throw wrong(
      'Year',
      'unknown-year',
      `The Header's Year is ${said(value('Year'))}; files of ${years} are understood.`,
    );
  }
  const { to } = windowOf(year);
  const reference = value('ReferenceDate');
  if (reference === undefined || !isPlainDate(reference) || reference !== to) {
    throw wrong(
      'ReferenceDate',
      'wrong-header',
      `The Header's ReferenceDate is ${said(reference)}; that of ${String(year)} is ${to} (rule 100).`,
    );
  }
  const lea = value('LEA');
  if (lea === undefined || !/^\d{3}$/.test(lea)) {
    throw wrong('LEA', 'wrong-header', `The Header's LEA is ${said(lea)}; it is the authority's code of three digits.`);
  }
  if (authority !== undefined && lea !== authority) {
    throw wrong('LEA', 'other-authority', `The file is of authority ${lea}, and ${authority} was asked for.`);
  }
  const more = ['SourceLevel', 'SoftwareCode', 'Release', 'SerialNo', 'DateTime'] as const;
  const given = more.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name)]]));
  return { Collection: 'CIN', Year: year, ReferenceDate: to, LEA: lea, ...Object.fromEntries(given) } as CensusHeader;
}

function valueIn(within: ElementRead, name: string): ElementRead | undefined {
  for (const element of within.within) {
    if (element.name === name) return element;
    const found = valueIn(element, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function said(text: string | undefined): string {
  return text === undefined || text === '' ? 'missing' : `"${text.slice(0, 40)}"`;
}
