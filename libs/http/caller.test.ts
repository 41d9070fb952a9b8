import { identityIn, ownClaims, type ClaimNames } from './caller.ts';

const claims = { sub: 'u1', roles: ['chair', 'caseworker'], authority: '855' };
const read = (more: object, names: Partial<ClaimNames> = {}): unknown =>
  identityIn({ ...claims, ...more }, { ...ownClaims, ...names });

describe('what a token tells of a person', () => {
  it('is the roles in its own order, the first to be recorded', () => {
    expect(read({})).toEqual({ user: 'u1', role: 'chair', roles: ['chair', 'caseworker'], authority: '855' });
    expect(read({ roles: 'auditor' })).toMatchObject({ role: 'auditor', roles: ['auditor'] });
  });

  it('is roles by the names and in the order of the operator’s table, where there is one', () => {
    const roleNames = [
      ['CP-Managers', 'manager'],
      ['Everyone', 'caseworker'],
    ] as const;
    const told = read(
      { groups: ['Everyone', 'Printing', 'CP-Managers', 'administrator'] },
      { roles: 'groups', roleNames },
    );
    expect(told).toMatchObject({ role: 'manager', roles: ['manager', 'caseworker'] });
  });

  it('is found under a name with a scheme in it, or by JSON pointer', () => {
    const address = 'https://council.example/roles';
    expect(read({ [address]: ['analyst'] }, { roles: address })).toMatchObject({ role: 'analyst' });
    expect(read({ realm_access: { roles: ['analyst'] } }, { roles: '/realm_access/roles' })).toMatchObject({
      role: 'analyst',
    });
  });

  it.each([
    ['unknown', ['king']],
    ['of another case', ['Manager']],
    ['with a space', [' manager']],
    ['none', []],
    ['nested', [['manager']]],
    ['an object', { 0: 'manager', length: 1 }],
    ['mixed with an object', ['manager', { role: 'administrator' }]],
    ['one text of several', 'caseworker,administrator'],
    ['a name of every object', ['constructor', '__proto__', 'toString']],
    ['missing', undefined],
  ])('is no role where it is %s', (_, given) => {
    expect(read({ roles: given })).toEqual({ lacks: 'role' });
  });

  it('is nothing that every object has of itself', () => {
    expect(read({}, { user: 'constructor' })).toEqual({ lacks: 'user' });
    expect(read({}, { roles: '/constructor/name' })).toEqual({ lacks: 'role' });
  });

  it.each([['', 'a\nb', 'a\rb', 'a\u2028b', 'a\u202Eb', '\ud800', 'x'.repeat(201), 7, ' ']].flat())(
    'is no user where it is %j',
    (sub) => {
      expect(read({ sub })).toEqual({ lacks: 'user' });
    },
  );

  it.each([undefined, '85', '8555', '855,857', ['855', '857'], [], 855, '٨٥٥'])(
    'is no authority where it is %j',
    (authority) => {
      expect(read({ authority })).toEqual({ lacks: 'authority' });
    },
  );

  it('is one authority where it is a list of one', () => {
    expect(read({ authority: ['857'] })).toMatchObject({ authority: '857' });
  });

  it('leaves out a worker, team or name that is no text', () => {
    expect(read({ worker: ['W1'], team: 7, name: 'A\nB' })).toEqual(read({}));
  });
});
