/** How many bytes a non-negative safe integer takes as a protobuf varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  let size = 4;
  for (let rest = Math.floor(value / 0x10000000); rest > 0; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Writes a non-negative safe integer at `offset` and returns the offset after it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  while (rest >= 0x80) {
    target[at++] = (rest % 0x80) | 0x80;
    // Shifting is several times faster than dividing, but only exact below 2^31.
    rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  target[at++] = rest;
  return at;
}

/** The size of a field with a one-byte tag, a length and that many bytes. */
export function delimitedSize(length: number): number {
  return 1 + varintSize(length) + length;
}
