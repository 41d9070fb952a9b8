import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * A password as it is kept: `scrypt$ln=15,r=8,p=3$<salt>$<hash>`, the last two in base64. Without its middle part it was
 * kept by an earlier version, at the cost Node gives when none is asked for.
 */
const KEPT = /^scrypt\$(?:ln=(1[4-9]),r=8,p=([1-9])\$)?([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]+={0,2})$/;
const HASH_BYTES = 32;

/** What guessing one password costs: about a third of a second and 32 MB, as OWASP's password storage sheet asks. */
type Cost = { readonly ln: number; readonly p: number };
const TODAY: Cost = { ln: 15, p: 3 };
const EARLIER: Cost = { ln: 14, p: 1 };
const BLOCK = 8;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, TODAY);
  const { ln, p } = TODAY;
  return `scrypt$ln=${String(ln)},r=8,p=${String(p)}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [whole, ln, p, salt = '', hash = ''] = KEPT.exec(kept) ?? [];
  if (whole === undefined) return false;
  const cost = ln === undefined ? EARLIER : { ln: Number(ln), p: Number(p) };
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

export function isKept(text: unknown): text is string {
  return typeof text === 'string' && KEPT.test(text);
}

let last: Promise<unknown> = Promise.resolve();

/** One at a time, however many guess at once: guessing takes one of the machine's threads and no more. */
function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const derived = last.then(() => deriveNow(password, salt, cost));
  last = derived.catch(() => undefined);
  return derived;
}

function deriveNow(password: string, salt: Buffer, { ln, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  const options = { N, r: BLOCK, p, maxmem: 2 * 128 * N * BLOCK };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
