import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/**
 * AES-256-GCM with a random nonce: version byte | nonce | ciphertext | tag. The associated data is not kept in it, and
 * must be given again to open it.
 */
export function encrypt(key: KeyObject, associated: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagSize });
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  return Buffer.concat([versionByte, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was encrypted, or undefined when the key, the associated data or any bit of it is another. */
export function decrypt(key: KeyObject, associated: string, bytes: Buffer): Buffer | undefined {
  if (bytes.length < headSize + tagSize || bytes[0] !== version) return undefined;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(1, headSize), { authTagLength: tagSize });
  decipher.setAAD(Buffer.from(associated, 'utf8'));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagSize));
  const plain = decipher.update(bytes.subarray(headSize, bytes.length - tagSize));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // Node has one way to say that the tag does not fit: final() throws.
    return undefined;
  }
}

const algorithm = 'aes-256-gcm';
const version = 1;
const versionByte = Buffer.from([version]);
const nonceSize = 12;
const tagSize = 16;
const headSize = 1 + nonceSize;
