import { plainDate } from '#calendar';
import { catalogue, factTypes } from '#events';
import { factShapes, FactsDto, faultsOf, SeveralChildrenDto, type Moment, type Shape } from './index.ts';

/** What every JavaScript object has without anybody having given it: `constructor`, `toString`, `__proto__` and so on. */
const inherited = Object.getOwnPropertyNames(Object.prototype);
const moment: Moment = { now: Date.parse('2028-06-15T11:00:00Z'), today: plainDate('2028-06-15') };

/** As a body comes: parsed from JSON, where any name is a name like another. */
function withField(value: object, name: string, field: unknown): object {
  const [open, rest] = [JSON.stringify(value).slice(0, 1), JSON.stringify(value).slice(1)];
  const comma = rest === '}' ? '' : ',';
  return JSON.parse(`${open}${JSON.stringify(name)}:${JSON.stringify(field)}${comma}${rest}`) as object;
}

const found = (shape: Shape, value: unknown): readonly string[] =>
  faultsOf(shape, value, moment).map(({ pointer, code }) => `${pointer} ${code}`);
const shapes = factTypes.map((type) => ({ type, shape: factShapes[type], example: catalogue[type].example }));

describe.each(inherited)('a field called "%s"', (name) => {
  it('is unknown to every fact, whatever it holds, beside data that is right', () => {
    for (const { type, shape, example } of shapes) {
      expect([type, ...found(shape, example)]).toEqual([type]);
      for (const field of ['a', 1, null, {}, { on: '2026-01-05' }, ['a']]) {
        expect([type, ...found(shape, withField(example, name, field))]).toEqual([type, `/${name} unknown-field`]);
      }
    }
  });

  it('hides nothing that is missing', () => {
    for (const { type, shape } of shapes) {
      const missing = found(shape, {});
      expect(missing.length).toBeGreaterThan(0);
      expect([type, ...found(shape, withField({}, name, 'a'))]).toEqual([type, `/${name} unknown-field`, ...missing]);
    }
  });

  it('is unknown to the part of a fact that has fields of its own', () => {
    const plan = { ...catalogue.PlanStarted.example, previousPlansHere: withField({ count: 0 }, name, 'a') };
    expect(found(factShapes.PlanStarted, plan)).toEqual([`/previousPlansHere/${name} unknown-field`]);
  });

  it('is unknown to lists of facts, to their facts and to the facts’ data', () => {
    const { example } = catalogue.ReferralReceived;
    const fact = { type: 'ReferralReceived', data: example };
    const wrong = [withField(fact, name, 'a'), { ...fact, data: withField(example, name, 'a') }];
    const within = [`/${name}`, `/facts/0/${name}`, `/facts/1/data/${name}`].map((at) => `${at} unknown-field`);
    expect(found(FactsDto, withField({ facts: wrong }, name, 'a'))).toEqual(within);
    const child = withField({ child: 'A1', facts: wrong }, name, 'a');
    const several = found(SeveralChildrenDto, withField({ facts: wrong, children: [child] }, name, 'a'));
    expect(new Set(several)).toEqual(new Set([...within, ...within.map((at) => `/children/0${at}`)]));
  });
});
