import { england } from '#calendar';
import type { Recorded } from '#history';
import { censusFile, censusJourneys, storiesFrom } from '#testing';
import { censusReader } from '../census-reader.ts';
import type { CensusChild } from '../census-records.ts';
import { censusChild } from './census-child.ts';
import { censusChildXml, censusClosing, censusHeader, censusOpening, type CensusXmlOptions } from './census-xml.ts';

const taken = { authority: '855', position: 7, store: 's-1', knownAt: Date.UTC(2026, 5, 1, 9), reading: 'rules' };
const years = Array.from({ length: 14 }, (_, index) => 2013 + index);

interface Journeys {
  readonly of: (child: string) => readonly Recorded[];
  readonly children: () => readonly string[];
}

function records(journeys: Journeys, year: number): readonly CensusChild[] {
  return [...journeys.children()]
    .sort()
    .flatMap((child) => censusChild(child, journeys.of(child), { year, calendar: england }).child ?? []);
}

function file(children: readonly CensusChild[], year: number, reviews: CensusXmlOptions['reviews'] = 'one-element') {
  const header = censusHeader(year, taken);
  const inside = children.map((child) => censusChildXml(child, year, { reviews }));
  return [censusOpening(header, taken), ...inside, censusClosing].join('');
}

function readBack(xml: string): readonly CensusChild[] {
  const reader = censusReader('855');
  const read = [...reader.push(new TextEncoder().encode(xml))];
  reader.end();
  expect(read.flatMap(({ faults }) => faults)).toEqual([]);
  return read.flatMap(({ child }) => child ?? []);
}

/** As JSON has it: an element that is not there and one that says nothing are the same. */
const plain = (children: readonly CensusChild[], not: readonly string[] = []): unknown =>
  JSON.parse(JSON.stringify(children, (key, value: unknown) => (not.includes(key) ? undefined : value)));

/** The target of the conference is worked out from the enquiry's start here; the files made up for tests leave it out. */
const notTold = ['InitialCPCtarget'];

describe('a census of every year', () => {
  const stories = storiesFrom(11, 150);

  it.each(years)('of %i is read back as it was written', (year) => {
    const into = censusJourneys();
    into.take(censusFile('855', year, stories));
    const out = records(into, year);
    expect(out.length).toBeGreaterThan(3);
    for (const reviews of ['one-element', 'element-per-date'] as const)
      expect(plain(readBack(file(out, year, reviews)))).toEqual(plain(out));
  });

  it.each(years)('of %i is the same once it is taken over into an empty journey and returned again', (year) => {
    const [first, second] = [censusJourneys(), censusJourneys()];
    first.take(censusFile('855', year, stories));
    const out = file(records(first, year), year);
    expect(second.take(out).faults).toEqual([]);
    expect(file(records(second, year), year)).toBe(out);
  });

  it.each(years)('of %i tells what was taken over from a file of that year', (year) => {
    const into = censusJourneys();
    const original = censusFile('855', year, stories);
    into.take(original);
    const byId = [...readBack(original)].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    expect(plain(records(into, year), notTold)).toEqual(plain(byId, notTold));
  });
});

function idOf({ ChildIdentifiers: { LAchildID } }: CensusChild): string {
  return LAchildID;
}

it('says where it was taken, and nothing of when it was written', () => {
  const xml = file([], 2026);
  expect(xml).toContain('taken at position 7 of store s-1, as known at 2026-06-01T10:00:00+01:00');
  expect(xml).toContain('<SerialNo>007</SerialNo>');
  expect(xml).toContain('<DateTime>2026-06-01T10:00:00</DateTime>');
  expect(xml).toContain('<LEA>855</LEA>');
  expect(file([], 2026)).toBe(xml);
});
