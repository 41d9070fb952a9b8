import { postgresAddress, type PostgresAddress } from '#postgres';

/** Where KEYS_URL says that the children's keys are kept. */
export type KeyPlace =
  | { readonly kind: 'file'; readonly path: string }
  /** In a schema of their own: `?schema=`, or `waymark_keys`. */
  | ({ readonly kind: 'postgres' } & PostgresAddress);

/** Reads KEYS_URL. Throws `NotAKeyStore`. */
export function keyPlaceOf(url: string): KeyPlace {
  if (/^postgres(ql)?:/i.test(url)) {
    const address = postgresAddress(url, 'waymark_keys');
    if (typeof address === 'string') throw new NotAKeyStore(`KEYS_URL cannot be used. ${address}`);
    return { kind: 'postgres', ...address };
  }
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') : url;
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) throw new NotAKeyStore(`The key store "${shown}" is of another kind.`);
  if (path === '' || path === ':memory:' || path.startsWith('//')) {
    throw new NotAKeyStore(`The key store "${shown}" names no file.`);
  }
  return { kind: 'file', path };
}

/** The place as messages may name it. */
export function shownPlace(place: KeyPlace): string {
  return place.kind === 'file' ? place.path : `${place.shown}, schema "${place.schema}"`;
}

/** KEYS_URL does not name a place that can hold keys. Shows no password. */
export class NotAKeyStore extends Error {
  constructor(fault: string) {
    super(
      `${fault} Give KEYS_URL as a path, as sqlite: and a path, or as postgres://user:password@host:5432/database.`,
    );
    this.name = 'NotAKeyStore';
  }
}
