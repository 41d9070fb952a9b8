import fc from 'fast-check';
import { v5 } from 'uuid';
import { factIds, named, namespace } from './naming.ts';

describe('the ids of a request’s facts', () => {
  it('are UUIDs of version 5, whatever the name is written in', () => {
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(name, (text) => {
        expect(named(text)).toBe(v5(text, namespace));
      }),
      { seed: 20261129 },
    );
  });

  it('are those under which facts are stored already', () => {
    const request = { authority: '855', child: 'C1', by: { user: 'sw1', role: 'social-worker' } };
    const facts = [{ type: 'FactWithdrawn', data: { fact: 'x', reason: 'y' } }] as never;
    expect(factIds('key-1', { ...request, facts })).toEqual([v5('["key-1","sw1","855","C1",0]', namespace)]);
  });
});
