import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import { catalogue, factTypes, isCorrectionType, ordinaryTypes, type FactType } from '#events';
import { dataFaults } from '#http';
import { fieldsOf as fieldsOfLaw, refusals } from '#journey';
import { codeInWords } from './code-words.ts';
import { controlsOf, type Control } from './controls.ts';
import { dataInWords, slugOf, titleOf, typeCalled } from './fact-words.ts';
import { isWorded } from './field-words.ts';
import { fieldsOf, type Field } from './fields.ts';
import { isToldInWords, refusalInWords } from './refusal-words.ts';
import { dataOf, typedOf, type Typed } from './typed.ts';

const moment = { now: Date.parse('2027-12-01T12:00:00Z'), today: plainDate('2027-12-01') };
const at = 'facts-0-data';

describe('the form of every fact', () => {
  it.each(ordinaryTypes)('%s: asks for the fields the law knows of it, and says which may be left out', (type) => {
    const asked = Object.fromEntries(fieldsOf(type).map(({ name, needed }) => [name, needed ? 'must' : 'may']));
    expect(asked).toEqual(fieldsOfLaw(type));
  });

  it.each(factTypes)('%s: has words for every field and every code', (type) => {
    for (const { path, field } of everyField(fieldsOf(type))) {
      expect([path, isWorded(type, path)]).toEqual([path, true]);
      const codes = field.is.a === 'code' || field.is.a === 'codes' ? field.is.codes : [];
      for (const code of codes) expect(codeInWords(codes, code)).not.toBe(code);
    }
  });

  it.each(ordinaryTypes)('%s: says its example, and posts exactly that', (type) => {
    const { example } = catalogue[type];
    expect(dataFaults(type, example, moment)).toEqual([]);
    expect(postedBy(type, example)).toEqual(example);
    expect(dataInWords(type, example).every(({ label, says }) => label !== '' && says !== '')).toBe(true);
  });

  it('posts exactly what it was filled in with, whatever that is', () => {
    const any = fc
      .constantFrom(...ordinaryTypes)
      .chain((type) => anyData(fieldsOf(type)).map((data) => ({ type, data })));
    fc.assert(
      fc.property(any, ({ type, data }) => {
        expect(postedBy(type, data)).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it.each(factTypes)('%s: has an address of its own', (type) => {
    expect(typeCalled(slugOf(type))).toBe(type);
    expect(slugOf(type)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });
});

describe('a form', () => {
  it('does not ask for a reason until it is owed', () => {
    const ids = (owed?: ReadonlyMap<string, string>) =>
      controlsOf(fieldsOf('InitialConferenceHeld'), {
        type: 'InitialConferenceHeld',
        at,
        typed: {},
        faults: [],
        ...(owed && { owed }),
      }).map(({ params }) => params['id'] ?? params['idPrefix']);
    expect(ids()).not.toContain(`${at}-lateReason`);
    expect(ids()).not.toContain(`${at}-kind`);
    expect(ids(new Map([['lateReason', 'It was due by 2 February 2026.']]))).toContain(`${at}-lateReason`);
  });

  it('offers that something is not known only to who may say so, and to who corrects a fact that does', () => {
    const offered = (typed: Typed, mayBeNotKnown: boolean) =>
      JSON.stringify(
        controlsOf(fieldsOf('StrategyDiscussionHeld'), {
          type: 'StrategyDiscussionHeld',
          at,
          typed,
          faults: [],
          mayBeNotKnown,
        }),
      ).includes('not-known');
    expect(offered({}, false)).toBe(false);
    expect(offered({}, true)).toBe(true);
    expect(offered({ [`${at}-attended`]: 'not-known' }, false)).toBe(true);
  });

  it.each([
    [{ day: '27', month: '3', year: '2026' }, '2026-03-27'],
    [{ day: '07', month: 'March', year: '2026' }, '2026-03-07'],
    [{ day: '29', month: '2', year: '2028' }, '2028-02-29'],
  ])('reads %j as %s', (typed, on) => {
    const read = dataOf(fieldsOf('ChildDied'), dateTyped(typed), at);
    expect(read).toEqual({ data: { on }, faults: [] });
  });

  it.each([
    [{ day: '29', month: '2', year: '2026' }, `${at}-on-day`, 'must be a real date'],
    [{ day: '27', month: '', year: '2026' }, `${at}-on-month`, 'must include a month'],
    [{ day: '', month: '', year: '2026' }, `${at}-on-day`, 'must include a day and a month'],
    [{ day: '27', month: '3', year: '26' }, `${at}-on-day`, 'must be a real date'],
  ])('cannot read %j, and says so at %s', (typed, where, says) => {
    const { data, faults } = dataOf(fieldsOf('ChildDied'), dateTyped(typed), at);
    expect(data).toEqual({});
    expect(faults).toEqual([{ at: where, says: expect.stringContaining(says) }]);
  });

  it('keeps a text as it was typed, and a number without its spaces', () => {
    const fields = fieldsOf('ChildRegistered');
    const typed = {
      [`${at}-nhsNumber`]: '485 777 3456',
      [`${at}-upn`]: 'a1234 5678 9012',
      [`${at}-name`]: ' Élodie  O’Neil ',
    };
    expect(dataOf(fields, typed, at).data).toEqual({
      nhsNumber: '4857773456',
      upn: 'A123456789012',
      name: ' Élodie  O’Neil ',
    });
  });
});

describe('a refusal', () => {
  it.each(Object.keys(refusals))('%s: is told in a practitioner’s words, with what to do next', (code) => {
    const { sentence, whatNext } = refusalInWords(code);
    for (const text of [sentence, whatNext]) {
      expect(text).toMatch(/^[A-Z“].*[.]$/s);
      expect(text).not.toMatch(/\b[a-z]+[A-Z]\w*|[a-z]\b-[a-z]+-[a-z]+-reason|undefined/);
      expect(factTypes.filter((type) => new RegExp(`\\b${type}\\b`).test(text))).toEqual([]);
    }
  });

  it('of the services is told too, and one that nobody foresaw sends nobody away without help', () => {
    for (const code of ['revision-moved', 'idempotency-key-reused', 'store-away', 'child-busy', 'other-authority'])
      expect(isToldInWords(code)).toBe(true);
    expect(refusalInWords('never-heard-of').whatNext).toContain('What you typed is kept');
  });
});

it('calls every fact something a practitioner would say', () => {
  expect(factTypes.map(titleOf)).toContain('Initial conference held');
  expect(new Set(factTypes.map(titleOf)).size).toBe(factTypes.length);
});

/** What a browser would post of the form filled in with this data, read as the page reads it. */
function postedBy(type: FactType, data: object): object {
  const fields = fieldsOf(type);
  const controls = controlsOf(fields, { type, at, typed: typedOf(fields, data, at), faults: [] });
  const read = dataOf(fields, Object.fromEntries(submitted(controls)), at);
  expect(read.faults).toEqual([]);
  return read.data;
}

interface Item {
  readonly value?: string;
  readonly name?: string;
  readonly checked?: boolean;
}

/** The successful controls of a form, as HTML calls what a browser sends. */
function submitted(controls: readonly Control[]): [string, string | string[]][] {
  return controls.flatMap(({ component, params, controls: inner }): [string, string | string[]][] => {
    const items = (params['items'] ?? []) as readonly Item[];
    const name = String(params['name']);
    switch (component) {
      case 'group':
        return submitted(inner ?? []);
      case 'date':
        return items.map((item) => [String(item.name), item.value ?? '']);
      case 'radios':
      case 'checkboxes': {
        const ticked = items.filter(({ checked }) => checked === true).map(({ value }) => value ?? '');
        return ticked.length === 0 ? [] : [[name, ticked]];
      }
      case 'textarea':
        return [[name, String(params['value']).replaceAll('\n', '\r\n')]];
      case 'select': {
        const offered = items.some(({ value }) => value === params['value']);
        return [[name, offered ? String(params['value']) : '']];
      }
      case 'input':
        return [[name, String(params['value'])]];
    }
  });
}

function dateTyped({
  day,
  month,
  year,
}: {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}): Typed {
  return { [`${at}-on-day`]: day, [`${at}-on-month`]: month, [`${at}-on-year`]: year };
}

function everyField(fields: readonly Field[], under = ''): readonly { readonly path: string; readonly field: Field }[] {
  return fields.flatMap((field) => [
    { path: `${under}${field.name}`, field },
    ...(field.is.a === 'part' ? everyField(field.is.fields, `${under}${field.name}.`) : []),
  ]);
}

function anyData(fields: readonly Field[]): fc.Arbitrary<Record<string, unknown>> {
  const needed = fields.filter((field) => field.needed).map(({ name }) => name);
  const values = Object.fromEntries(fields.map((field) => [field.name, anyValue(field)]));
  return fc.record(values, { requiredKeys: needed, noNullPrototype: true });
}

function anyValue({ is }: Field): fc.Arbitrary<unknown> {
  const notKnown = fc.constant('not-known');
  switch (is.a) {
    case 'day':
      return anyDay;
    case 'days':
      return fc.array(anyDay, { maxLength: 5 });
    case 'time':
      return fc.constantFrom('00:00', '09:05', '23:59');
    case 'text':
      return is.isNumber ? fc.stringMatching(/^[A-Z0-9]{10}$/) : anyText;
    case 'name':
    case 'given':
      return fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,20}$/);
    case 'count':
      return fc.nat(1000);
    case 'flag':
      return is.orNotKnown ? fc.oneof(fc.boolean(), notKnown) : fc.boolean();
    case 'code':
      return fc.constantFrom(...is.codes);
    case 'codes':
      return is.orNotKnown ? fc.oneof(fc.subarray([...is.codes]), notKnown) : fc.subarray([...is.codes]);
    case 'part':
      return anyData(is.fields).filter((data) => Object.keys(data).length > 0);
  }
}

const anyDay = fc.nat(100_000).map((days) => addDays(plainDate('1900-01-01'), days));
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() !== '' && !text.includes('\r'));

it('leaves corrections to the record they put right', () => {
  expect(factTypes.filter(isCorrectionType).flatMap((type) => fieldsOf(type).map(({ name }) => name))).toEqual(
    expect.arrayContaining(['fact', 'why', 'note', 'data']),
  );
});
