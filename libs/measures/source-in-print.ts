/**
 * A source as a reader outside the project can look it up. Definitions cite the project’s own working papers, which weigh
 * what was read where: `measures.md M2`. What such a part rests on is named in its place; where the definition says
 * itself what was found there, or cites it beside, that alone is told.
 */
export function sourceInPrint(source: string): string {
  const parts = source
    .replaceAll(ownNotes, '')
    .split('; ')
    .filter((part) => !part.startsWith('docs/'));
  const isCited = parts.some((part) => !paper.test(part) && !/^[a-z]/.test(part));
  const printed = parts.flatMap((part) => {
    const [cited, which = ''] = paper.exec(part) ?? [];
    if (cited === undefined) return [part.replace(/^DfE (?=tables? )/, `${inNeed}, `)];
    const rest = part.slice(cited.length);
    if (rest.startsWith(': ')) return [rest.slice(2)];
    return isCited ? rest.replace(/^, /, '') : `${restsOn(which)}${rest}`;
  });
  const text = [...new Set(printed)].filter((part) => part !== '').join('; ') || 'chosen here';
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const paper =
  /^(?:measures|timescales|decisions)\.md,?((?: (?:and )?(?:[MT]?\d+[a-c]?|general conventions|working day))*)/;

/** Where in what was handed to the project a thing stands, which of its contradictions it is, and its evidence by a letter. */
const ownNotes = / \((?:seed \d+[^)]*|K\d+|V2?|D|R)\)/g;

function restsOn(which: string): string {
  const [first = ''] = which.trim().split(' and ');
  return papers[first] ?? 'chosen here';
}

const inNeed = 'DfE, Characteristics of children in need';
const census = 'DfE, Children in need census guide 2023 to 2024';
const procedures = 'Working Together to Safeguard Children, as local procedures state it';

/** What each part of the working papers rests on. */
const papers: Readonly<Record<string, string>> = {
  'general conventions': inNeed,
  M1: `${inNeed}, table C1`,
  M2: `${inNeed}, table C1`,
  M3: `${inNeed}, table C2`,
  M4: `${inNeed}, table C4`,
  M5: `${inNeed}, tables D1 and D2`,
  M6: `${inNeed}, table D3`,
  M7: `${inNeed}, tables D5 and D7`,
  M8: `${inNeed}, table D6`,
  M9: 'The National Indicators of 2008 to 2013, as LG Inform defines them',
  M10: inNeed,
  M11: 'Leicestershire, performance dashboard for April to June 2018',
  'working day': 'SI 2006/1738, regulation 2',
  T1: `${census}, section 4.9`,
  T2a: procedures,
  T2b: procedures,
  T2c: `${census}, section 4.9`,
  T5: 'Working Together to Safeguard Children 2015',
  T6: `${census}, section 4.12.2`,
  T6b: `${census}, sections 4.1.1 and 4.8`,
  T6c: 'Local procedures',
  T7: procedures,
  T8: procedures,
  T9: procedures,
  T11: 'Local procedures: Working Together sets no interval',
  '': 'The source of each rule, which the rule names',
};
