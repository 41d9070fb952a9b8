import { londonInstant } from '#calendar';
import type { CensusChild, CensusHeader } from '../census-records.ts';
import {
  childStructure,
  elementsIn,
  isGroup,
  type CensusElement,
  type GroupElement,
  type ValueElement,
} from '../census-structure.ts';
import { windowOf, type CensusYear } from '../census-year.ts';
import { inComment, inText } from '../xml.ts';
import { madeBy, takenInWords, type Taken } from '../taken.ts';

export interface CensusXmlOptions {
  /**
   * `one-element` is the schema's: one Reviews with every date. Data to Insight's validator reads the first date of a
   * Reviews only, so for it `element-per-date` writes one for each.
   */
  readonly reviews: 'one-element' | 'element-per-date';
}

/** The header of a census file taken at a position. Nothing in it depends on when the file was written. */
export function censusHeader(year: CensusYear, taken: Taken): CensusHeader {
  return {
    Collection: 'CIN',
    Year: year,
    ReferenceDate: windowOf(year).to,
    SourceLevel: 'L',
    LEA: taken.authority,
    SoftwareCode: 'Waymark',
    Release: madeBy,
    SerialNo: String(taken.position ?? 0).padStart(3, '0'),
    // An instant without an offset, as London's clocks showed it.
    DateTime: londonInstant(taken.knownAt).slice(0, 19),
  };
}

/** What stands before the children. */
export function censusOpening(header: CensusHeader, taken: Taken): string {
  const { Collection, Year, ReferenceDate, ...source } = header;
  const lines = (values: object, depth: number): string =>
    Object.entries(values)
      .map(([name, value]) => `${indent(depth)}<${name}>${inText(String(value))}</${name}>\n`)
      .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${inComment(takenInWords(taken))} -->
<Message>
  <Header>
    <CollectionDetails>
${lines({ Collection, Year, ReferenceDate }, 3)}    </CollectionDetails>
    <Source>
${lines(source, 3)}    </Source>
  </Header>
  <Children>
`;
}

export const censusClosing = '  </Children>\n</Message>\n';

/** One child, by the structure of the year: what the year has no element for is not written. */
export function censusChildXml(child: CensusChild, year: CensusYear, { reviews }: CensusXmlOptions): string {
  return written(childStructure, child, year, 2, reviews === 'element-per-date');
}

function written(element: CensusElement, value: unknown, year: CensusYear, depth: number, splits: boolean): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one: unknown) => written(element, one, year, depth, splits)).join('');
  if (!isGroup(element))
    return `${indent(depth)}<${element.name}>${inText(valueOf(element, value))}</${element.name}>\n`;
  if (splits && element.name === 'Reviews')
    return datesIn(value)
      .map((date) => group(element, { CPPreviewDate: date }, year, depth, splits))
      .join('');
  return group(element, value as object, year, depth, splits);
}

function group(element: GroupElement, value: object, year: CensusYear, depth: number, splits: boolean): string {
  const fields = value as Readonly<Record<string, unknown>>;
  const inside = elementsIn(element, year)
    .map((one) => written(one, fields[fieldOf(one)], year, depth + 1, splits))
    .join('');
  return `${indent(depth)}<${element.name}>\n${inside}${indent(depth)}</${element.name}>\n`;
}

function fieldOf(element: CensusElement): string {
  return isGroup(element) ? element.name : (element.field ?? element.name);
}

/** Flags are 0 and 1 in every year: the guide of 2023 to 2024 also takes true and false, the schema of 2026 does not. */
function valueOf({ is }: ValueElement, value: unknown): string {
  return is === 'flag' ? (value === true ? '1' : '0') : String(value);
}

function datesIn(reviews: unknown): readonly unknown[] {
  return (reviews as { readonly CPPreviewDate: readonly unknown[] }).CPPreviewDate;
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}
