import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';

/** What a person may be here. Each fact keeps the role it was recorded under. */
export const roles = ['caseworker', 'manager', 'chair', 'analyst', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. */
export interface Caller {
  readonly user: string;
  readonly role: Role;
}

/** What a token says: who, and of which authority. */
export interface Identity extends Caller {
  /** The 3-digit code of the one authority the token is good for. */
  readonly authority: string;
}

/** Checks bearer tokens. */
export interface DevelopmentIssuer {
  /** Whom a token speaks for, or undefined where it is expired, wrong or signed by another. */
  readonly identify: (token: string, now: number) => Promise<Identity | undefined>;
}

/**
 * Signs a token with the data folder's development key (ES256), which is made on first use. Good for eight hours.
 * Only a server started on the same data folder accepts it.
 */
export async function issueDevelopmentToken(
  given: Identity & { readonly dataFolder: string; readonly now: number },
): Promise<string> {
  const issuedAt = Math.floor(given.now / 1000);
  return new SignJWT({ role: given.role, authority: given.authority })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(given.user)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 8 * 60 * 60)
    .sign(createPrivateKey(issuerKey(given.dataFolder)));
}

/** The issuer of a data folder. Its key is read when first a token is presented, and may be made after the server started. */
export function developmentIssuer(dataFolder: string): DevelopmentIssuer {
  let key: KeyObject | undefined;
  const known = new Map<string, { readonly identity: Identity; readonly until: number }>();
  return {
    async identify(token, now) {
      const before = known.get(token);
      if (before !== undefined && now < before.until) return before.identity;
      try {
        key ??= createPublicKey(readFileSync(join(dataFolder, keyFile), 'utf8'));
        const options = { issuer, audience, algorithms: ['ES256'], currentDate: new Date(now) };
        const { payload } = await jwtVerify(token, key, options);
        const identity = identityIn(payload);
        if (identity === undefined || payload.exp === undefined) return undefined;
        // Verifying costs 0.15 ms: a token is checked once, and the map never grows past what a day's users need.
        if (known.size >= 1000) known.clear();
        known.set(token, { identity, until: payload.exp * 1000 });
        return identity;
      } catch {
        return undefined;
      }
    },
  };
}

const issuer = 'waymark-development';
const audience = 'waymark';
const keyFile = 'issuer.key';

function identityIn({ sub, role, authority }: Readonly<Record<string, unknown>>): Identity | undefined {
  const known = roles.find((name) => name === role);
  if (typeof sub !== 'string' || sub === '' || known === undefined || typeof authority !== 'string') return undefined;
  return { user: sub, role: known, authority };
}

/** The key, made where there is none. Two processes may try at once: linking fails for the second, which reads the first's. */
function issuerKey(dataFolder: string): string {
  const file = join(dataFolder, keyFile);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dataFolder, { recursive: true });
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
