import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isKept, isPassword } from './passwords.ts';

/** Somebody who calls the node, and the groups they belong to. */
export type User = { readonly login: string; readonly groups: readonly string[] };

type KeptUser = User & { readonly password: string };

/** Tells who a caller is by the `authorization` header of a call. */
export type Users = {
  /** At once, where these credentials were good before. */
  known(header: string): User | undefined;
  /** Undefined for credentials that are not good. */
  authenticate(header: string): Promise<User | undefined>;
};

/** The users file cannot be used. */
export class UsersFault extends Error {
  constructor(file: string, what: string) {
    super(
      `${file} is not a users file: ${what}. It is a JSON list of { "login", "password", "groups" }, ` +
        'each password as the command hash-password prints it.',
    );
    this.name = 'UsersFault';
  }
}

/** Nobody's password, checked where the login is unknown, so that time does not tell which logins exist. */
const NOBODY = 'scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const REMEMBERED = 1000;
/** Different credentials checked at one time, some third of a second each. */
const GUESSES = 50;

export function usersFrom(file: string): Users {
  const users = new Map(readUsers(file).map((user) => [user.login, user]));
  // Hashing a password is slow on purpose; a call is recognised by a digest under a key that never leaves this process.
  const key = randomBytes(32);
  const recognised = new Map<string, User>();
  const digest = (header: string): string => createHmac('sha256', key).update(header).digest('base64');
  // A client that has just connected makes many calls at once: they are one guess, not many.
  const guesses = new Map<string, Promise<User | undefined>>();

  async function guess(header: string): Promise<User | undefined> {
    const [login, password] = credentials(header) ?? [];
    if (login === undefined || password === undefined) return undefined;
    const user = users.get(login);
    const good = await isPassword(password, user?.password ?? NOBODY);
    if (!good || user === undefined) return undefined;
    if (recognised.size >= REMEMBERED) recognised.clear();
    recognised.set(digest(header), user);
    return user;
  }

  return {
    known: (header) => recognised.get(digest(header)),
    authenticate(header) {
      const name = digest(header);
      const underWay = guesses.get(name);
      if (underWay !== undefined) return underWay;
      if (guesses.size >= GUESSES) return Promise.reject(new TooManyGuesses());
      const made = guess(header).finally(() => guesses.delete(name));
      guesses.set(name, made);
      return made;
    },
  };
}

/** So many different credentials are being checked that the next would wait for long. */
export class TooManyGuesses extends Error {
  constructor() {
    super('Too many unknown users and passwords are being checked. Try again shortly.');
    this.name = 'TooManyGuesses';
  }
}

function credentials(header: string): [string, string] | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

function readUsers(file: string): KeptUser[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // What the parser says quotes the file, which may hold a password.
    if (error instanceof SyntaxError) throw new UsersFault(file, 'it is not JSON');
    throw new UsersFault(file, error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(parsed) || parsed.length === 0) throw new UsersFault(file, 'it lists nobody');
  const logins = new Set<string>();
  return parsed.map((entry: unknown, index) => {
    if (typeof entry !== 'object' || entry === null)
      throw new UsersFault(file, `entry ${String(index + 1)} is no user`);
    const { login, password, groups = [] } = entry as { login?: unknown; password?: unknown; groups?: unknown };
    if (typeof login !== 'string' || login === '' || login.includes(':'))
      throw new UsersFault(file, `entry ${String(index + 1)} has no login, or one with a colon`);
    if (logins.has(login)) throw new UsersFault(file, `it lists ${login} twice`);
    logins.add(login);
    if (!isKept(password)) throw new UsersFault(file, `the password of ${login} is not hashed`);
    if (!Array.isArray(groups)) throw new UsersFault(file, `the groups of ${login} are not a list`);
    return { login, password, groups: groups.map(String) };
  });
}
