import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** An id that nobody guesses: 256 bits. */
export function newId(): string {
  return randomBytes(32).toString('base64url');
}

/** By what a kept thing is found again. The id itself, which opens it, is kept by the browser alone. */
export function placeOf(id: string): string {
  return createHash('sha256').update(`waymark place ${id}`).digest('base64url');
}

/** Seals a value under its id: who reads the file without the browser's cookie reads nothing. */
export function sealed(id: string, value: unknown): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(id), iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** What was sealed under this id; undefined where it was not. */
export function opened(id: string, content: Uint8Array): unknown {
  const all = Buffer.from(content);
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(id), all.subarray(0, 12));
    decipher.setAuthTag(all.subarray(12, 28));
    const body = Buffer.concat([decipher.update(all.subarray(28)), decipher.final()]);
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function keyOf(id: string): Buffer {
  return Buffer.from(hkdfSync('sha256', id, '', 'waymark sealed for a browser', 32));
}
