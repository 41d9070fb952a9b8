import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { makeFolder } from '#privacy';
import { ownClaims, type Identity, type Role } from './caller.ts';
import { rememberedTokens, type Tokens } from './tokens.ts';

/** The private key of a data folder's development tokens, made where there is none. */
export function issuerKeyOf(dataFolder: string): KeyObject {
  return createPrivateKey(issuerKey(dataFolder));
}

/** Whom a development token is to speak for: with one role, or with several, the first of which is recorded. */
export interface ToIssue extends Omit<Identity, 'role' | 'roles'> {
  readonly role?: Role;
  readonly roles?: readonly Role[];
  readonly dataFolder: string;
  readonly now: number;
}

/** Signs tokens by the key of one data folder, which is read once. */
export type Issue = (given: Omit<ToIssue, 'dataFolder'>) => Promise<string>;

/**
 * Signs a token with the data folder's development key (ES256), which is made on first use. Good for eight hours.
 * Only a server started on the same data folder accepts it.
 */
export function issueDevelopmentToken({ dataFolder, ...given }: ToIssue): Promise<string> {
  return developmentIssuer(dataFolder)(given);
}

/** As above, for whoever signs many: the key is made or read now. */
export function developmentIssuer(dataFolder: string): Issue {
  const key = issuerKeyOf(dataFolder);
  return (given) => signed(key, given);
}

async function signed(key: KeyObject, given: Parameters<Issue>[0]): Promise<string> {
  const { role, authority, worker, team, name } = given;
  const roles = given.roles ?? (role === undefined ? [] : [role]);
  const issuedAt = Math.floor(given.now / 1000);
  return new SignJWT(told({ roles, authority, worker, team, name }))
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(given.user)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 8 * 60 * 60)
    .sign(key);
}

/** The tokens of a data folder. Its key is read when first a token is presented, and may be made after the server started. */
export function developmentTokens(dataFolder: string): Tokens {
  let key: KeyObject | undefined;
  const verify = async (token: string, now: number): Promise<JWTPayload | undefined> => {
    try {
      key ??= createPublicKey(readFileSync(join(dataFolder, keyFile), 'utf8'));
      const options = { audience, algorithms: ['ES256'], typ: 'at+jwt', currentDate: new Date(now) };
      const { payload } = await jwtVerify(token, key, options);
      // A token of one role may say so in the singular.
      return isDevelopmentIssuer(payload.iss) ? { roles: payload['role'], ...payload } : undefined;
    } catch {
      return undefined;
    }
  };
  return rememberedTokens(verify, ownClaims);
}

const issuer = 'waymark-development';

/** The commands, or the development provider of a server on this data folder: all sign with its key. */
function isDevelopmentIssuer(given: string | undefined): boolean {
  return (
    given === issuer || /^http:\/\/(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]):[0-9]{1,5}\/oidc$/.test(given ?? '')
  );
}

/** Whom development tokens are for. */
export const audience = 'waymark';
const keyFile = 'issuer.key';

/** The claims that say something. */
function told(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** The key, made where there is none. Two processes may try at once: linking fails for the second, which reads the first's. */
function issuerKey(dataFolder: string): string {
  const file = join(dataFolder, keyFile);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  makeFolder(dataFolder);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = `${file}.${String(process.pid)}`;
  writeFileSync(own, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own);
  }
  return readFileSync(file, 'utf8');
}
