import { randomBytes, scryptSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejection } from '../test-support.ts';
import { hashPassword, isKept, isPassword } from './passwords.ts';
import { TooManyGuesses, usersFrom, UsersFault } from './users.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-users-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(entries: unknown): string {
  const file = join(folder, 'users.json');
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

const basic = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

describe('a password', () => {
  it('is kept at the cost of today, differently each time, and known again', async () => {
    const [kept, again] = [await hashPassword('löng: ✓'), await hashPassword('löng: ✓')];
    expect(kept).toMatch(/^scrypt\$ln=15,r=8,p=3\$/);
    expect(kept).not.toBe(again);
    expect(await isPassword('löng: ✓', kept)).toBe(true);
    expect(await isPassword('löng: x', kept)).toBe(false);
  });

  it('kept by an earlier version is known still', async () => {
    const salt = randomBytes(16);
    const kept = `scrypt$${salt.toString('base64')}$${scryptSync('changeit', salt, 32).toString('base64')}`;
    expect(isKept(kept)).toBe(true);
    expect(await isPassword('changeit', kept)).toBe(true);
  });

  it.each(['changeit', 'scrypt$ln=2,r=8,p=1$AAAA$AAAA', 'scrypt$ln=30,r=8,p=1$AAAA$AAAA', 'scrypt$$', 7])(
    'is not %j',
    async (text) => {
      expect(isKept(text)).toBe(false);
      expect(await isPassword('changeit', String(text))).toBe(false);
    },
  );
});

describe('callers', () => {
  it('are checked once however many calls they make at once, and known from then on', async () => {
    const users = usersFrom(fileOf([{ login: 'siân', password: await hashPassword('pw'), groups: ['a'] }]));
    const header = basic('siân', 'pw');
    expect(users.known(header)).toBeUndefined();
    const guesses = Array.from({ length: 200 }, () => users.authenticate(header));
    expect(new Set(guesses).size).toBe(1);
    expect(await guesses[0]).toMatchObject({ login: 'siân', groups: ['a'] });
    expect(users.known(header)).toMatchObject({ login: 'siân' });
    expect(users.known(basic('siân', 'pW'))).toBeUndefined();
  });

  it('beyond so many different guesses are sent away, and those before them answered', async () => {
    const users = usersFrom(fileOf([{ login: 'a', password: await hashPassword('pw') }]));
    const wrong = users.authenticate(basic('a', 'wrong'));
    for (let n = 1; n < 50; n += 1) void users.authenticate(`Bearer ${String(n)}`);
    expect(await rejection(users.authenticate(basic('a', 'another')))).toBeInstanceOf(TooManyGuesses);
    expect(await wrong).toBeUndefined();
    expect(await users.authenticate(basic('a', 'pw'))).toMatchObject({ login: 'a' });
  });
});

describe('a users file', () => {
  const password = `scrypt$${'A'.repeat(24)}$${'A'.repeat(44)}`;

  it.each([
    ['nobody', [], 'lists nobody'],
    ['something that is no user', [null], 'entry 1 is no user'],
    ['a user without a login', [{ password }], 'entry 1 has no login'],
    ['a login that no header could carry', [{ login: 'a:b', password }], 'one with a colon'],
    ['a password as it is', [{ login: 'a', password: 'changeit' }], 'the password of a is not hashed'],
    [
      'a user twice',
      [
        { login: 'a', password },
        { login: 'a', password },
      ],
      'lists a twice',
    ],
    ['groups that are no list', [{ login: 'a', password, groups: '$admins' }], 'groups of a are not a list'],
  ])('with %s is refused, and no password told', (_, entries, sentence) => {
    expect(() => usersFrom(fileOf(entries))).toThrow(UsersFault);
    expect(() => usersFrom(fileOf(entries))).toThrow(sentence);
    expect(() => usersFrom(fileOf(entries))).not.toThrow('changeit');
  });

  it('that is no JSON, or is not there, is refused without quoting it', () => {
    const file = fileOf([]);
    writeFileSync(file, '[{"login":"a","password":changeit}]');
    expect(() => usersFrom(file)).toThrow('it is not JSON');
    expect(() => usersFrom(file)).not.toThrow('changeit');
    expect(() => usersFrom(join(folder, 'none.json'))).toThrow('ENOENT');
  });
});
