import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** A password as it is kept: `scrypt$<salt>$<hash>`, both in base64. */
const KEPT = /^scrypt\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;
const HASH_BYTES = 32;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return `scrypt$${salt.toString('base64')}$${hash.toString('base64')}`;
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [, salt, hash] = KEPT.exec(kept) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'));
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

export function isKept(text: unknown): text is string {
  return typeof text === 'string' && KEPT.test(text);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
