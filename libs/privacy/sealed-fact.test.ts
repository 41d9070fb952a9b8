import { createSecretKey, randomBytes } from 'node:crypto';
import { catalogue, factTypes, personalFields } from '#events';
import { CannotSeal, isSealed, newestKeyIn, openFact, sealFact, type FactOf } from './index.ts';
import { unwrapKey, wrapNewKey } from './child-key.ts';

const master = createSecretKey(randomBytes(32));
const child = { authority: '855', child: 'A1' };
const key = unwrapKey(master, child, 1, wrapNewKey(master, child, 1));
const fact = { ...child, fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1' };
const keys = { keyOf: () => key };

const registered = { on: '2026-01-12', sex: 'F', name: 'Mary Example', nhsNumber: '943 476 5919' };
const personal = ['name', 'upn', 'formerUpn', 'nhsNumber'];

describe('sealing a fact', () => {
  it('seals its personal fields and nothing else; absent ones stay absent', () => {
    const sealed = sealFact(key, fact, personal, registered);
    expect(sealed).toMatchObject({ on: '2026-01-12', sex: 'F' });
    expect(Object.keys(sealed)).toEqual(Object.keys(registered));
    expect(isSealed(sealed.name) && isSealed(sealed.nhsNumber)).toBe(true);
    expect(JSON.stringify(sealed)).not.toMatch(/Mary|943/);
    expect(registered.name).toBe('Mary Example');
  });

  it('opens again to what it was', () => {
    const sealed = sealFact(key, fact, personal, registered);
    expect(openFact(keys, fact, personal, sealed)).toEqual({ data: registered, erased: [], unreadable: [] });
  });

  it.each(factTypes)('brings the example of %s back whole', (type) => {
    const { example } = catalogue[type];
    const sealed = sealFact(key, fact, personalFields(type), example);
    expect(openFact(keys, fact, personalFields(type), sealed)).toEqual({ data: example, erased: [], unreadable: [] });
  });

  it('reaches a field within a field, as a correction holds its replacement', () => {
    const correction = { fact: 'x', note: 'misheard', data: registered };
    const within = ['note', ...personal.map((field) => `data.${field}`)];
    const sealed = sealFact(key, fact, within, correction);
    expect(JSON.stringify(sealed)).not.toMatch(/Mary|943|misheard/);
    expect(sealed.data.on).toBe('2026-01-12');
    expect(openFact(keys, fact, within, sealed).data).toEqual(correction);
  });

  it('leaves alone a path that is not there, and a field given as undefined', () => {
    const data = { on: '2026-01-12', name: undefined, data: 'text' };
    expect(sealFact(key, fact, ['name', 'data.name', 'toString'], data)).toBe(data);
  });

  it.each([12, null, ['Mary'], { sealed: 'AQ', key: 1 }])('refuses %j for a text', (name) => {
    expect(() => sealFact(key, fact, personal, { name })).toThrow(CannotSeal);
  });
});

describe('opening a fact', () => {
  const sealed = sealFact(key, fact, personal, registered);

  it('says which fields were erased, and leaves them sealed', () => {
    expect(openFact({ keyOf: () => 'erased' }, fact, personal, sealed)).toEqual({
      data: sealed,
      erased: ['name', 'nhsNumber'],
      unreadable: [],
    });
  });

  it('opens each field by the version it names', () => {
    const next = unwrapKey(master, child, 2, wrapNewKey(master, child, 2));
    const mixed = { ...sealed, name: sealFact(next, fact, ['name'], registered).name };
    const byVersion = {
      keyOf: (version: number) => (version === 2 ? next : ('erased' as const)),
    };
    expect(openFact(byVersion, fact, personal, mixed)).toEqual({
      data: { ...sealed, name: 'Mary Example' },
      erased: ['nhsNumber'],
      unreadable: [],
    });
  });

  it('opens the others where one was altered, and says which', () => {
    const altered = { ...sealed, name: { sealed: 'AAAA', key: 1 } };
    expect(openFact(keys, fact, personal, altered)).toEqual({
      data: { ...registered, name: altered.name },
      erased: [],
      unreadable: ['name'],
    });
  });

  it('leaves text that was never sealed', () => {
    expect(openFact(keys, fact, personal, registered)).toEqual({ data: registered, erased: [], unreadable: [] });
  });

  it('opens no field that changed places, nor any of a fact that changed children', () => {
    const swapped = { ...sealed, name: sealed.nhsNumber, nhsNumber: sealed.name };
    const opened = (of: FactOf, data: typeof sealed) => openFact(keys, of, personal, data);
    for (const [of, data] of [
      [fact, swapped],
      [{ ...fact, fact: 'another' }, sealed],
      [{ ...fact, child: 'B2' }, sealed],
    ] as const) {
      expect(opened(of, data)).toEqual({ data, erased: [], unreadable: ['name', 'nhsNumber'] });
    }
  });

  it('tells a key that was never here from one that was erased', () => {
    expect(openFact({ keyOf: () => 'missing' }, fact, personal, sealed)).toEqual({
      data: sealed,
      erased: [],
      unreadable: ['name', 'nhsNumber'],
    });
  });
});

describe('the newest key that texts are sealed under', () => {
  const next = unwrapKey(master, child, 2, wrapNewKey(master, child, 2));

  it('is found wherever it lies, and is 0 where nothing is sealed', () => {
    const sealed = sealFact(key, fact, personal, registered);
    const correction = { fact: 'x', data: sealFact(next, { ...fact, fact: 'y' }, ['name'], registered) };
    expect(newestKeyIn([registered])).toBe(0);
    expect(newestKeyIn([registered, sealed])).toBe(1);
    expect(newestKeyIn([correction, sealed])).toBe(2);
  });
});
