import { plainDate } from '#calendar';
import { AskedWrongly, lanesAsked, loadAsked, serviceAsked, type Typed } from '../tools/generate/asked.ts';

const today = plainDate('2026-11-29');
const usual: Typed = { profile: 'england', from: '2024-04-01', authorities: '855', seed: '1' };
const asked = (typed: Partial<Typed>) => loadAsked({ ...usual, ...typed }, today);

describe('asking for a load', () => {
  it('takes a year of one authority for granted, and a month, a leap day or all of England when asked', () => {
    expect(asked({})).toMatchObject({ seed: 1, from: '2024-04-01', months: 12, facts: undefined });
    expect(asked({ months: '1' }).months).toBe(1);
    expect(asked({ years: '2', from: '2024-02-29' })).toMatchObject({ from: '2024-02-29', months: 24 });
    expect(asked({ authorities: '152' }).authorities).toHaveLength(152);
    expect(asked({ authorities: '855,857' }).authorities.map(({ code }) => code)).toEqual(['855', '857']);
    expect(asked({ facts: '1', seed: '4294967295' })).toMatchObject({ facts: 1, seed: 4_294_967_295 });
  });

  it('may end today and not tomorrow', () => {
    expect(asked({ from: '2025-11-29' }).months).toBe(12);
    expect(() => asked({ from: '2025-11-30' })).toThrow('2026-11-30, which is still to come');
  });

  it.each<[why: string, typed: Partial<Typed>, says: RegExp]>([
    ['no authorities, which would tell of Leicestershire', { authorities: '0' }, /--authorities 0 is none/],
    ['an authority named twice, which would tell of twice its children', { authorities: '855,857,855' }, /855 twice/],
    ['more authorities than there are', { authorities: '153' }, /none of England's.*up to 152/],
    ['years and months, of which one would be passed over', { years: '1', months: '3' }, /not both/],
    ['a seed of more than 32 bits, which tells the children of another', { seed: '4294967297' }, /too large/],
    ['no facts', { facts: '0' }, /no whole number above 0/],
    ['a day there is not', { from: '2026-02-30' }, /is no day/],
    ['years beyond those dates reach', { from: '2024-04-01', years: '9999999999' }, /still to come/],
    ['births before dates begin', { from: '1900-01-01' }, /too early/],
    ['another profile', { profile: 'wales' }, /no profile wales/],
  ])('refuses %s', (_why, typed, says) => {
    expect(() => asked(typed)).toThrow(AskedWrongly);
    expect(() => asked(typed)).toThrow(says);
  });

  it('takes as many posts in flight as a service could have, and addresses of services alone', () => {
    expect(lanesAsked('1024')).toBe(1024);
    expect(() => lanesAsked('1025')).toThrow('give 1 to 1024');
    expect(serviceAsked('http://localhost:3000/')).toBe('http://localhost:3000');
    for (const url of ['localhost:3000', 'esdb://localhost:2113', 'bogus', 'http://']) {
      expect(() => serviceAsked(url)).toThrow(AskedWrongly);
    }
  });
});
