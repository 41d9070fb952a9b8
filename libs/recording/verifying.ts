import { verifyChain, type Evidence, type Evidenced, type Verification } from '#evidence';
import type { Store, StoredEvent } from '#store';

/** Reads a stream and finds the first break in its chain. */
export async function verifyStream(store: Pick<Store, 'read'>, stream: string): Promise<Verification> {
  return verifyChain(stream, evidencedFrom(store, stream));
}

async function* evidencedFrom(store: Pick<Store, 'read'>, stream: string): AsyncGenerator<Evidenced> {
  for await (const event of store.read(stream)) yield evidenced(event);
}

function evidenced({ stream, revision, id, type, data, metadata }: StoredEvent): Evidenced {
  const known = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const evidence = 'evidence' in known ? (known.evidence as Evidence) : undefined;
  return { stream, revision, id, type, data, metadata: known, evidence };
}
