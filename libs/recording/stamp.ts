/** What recording needs of a stored fact beside the fact: where it lies, which request brought it, its evidence. */
export interface Stamp {
  readonly position: number;
  readonly digest: string | null;
  readonly request: RequestMark | undefined;
}

/** Which request a fact came with: what the request said (as a mark that tells nothing), which of its facts, of how many. */
export interface RequestMark {
  readonly mark: string;
  readonly index: number;
  readonly count: number;
}

/** Reads a stamp from stored metadata. What is not there, an import may have left out. */
export function stampOf(metadata: unknown, position: number): Stamp {
  const { evidence, request } = (metadata ?? {}) as { readonly evidence?: unknown; readonly request?: unknown };
  const { digest } = (evidence ?? {}) as { readonly digest?: unknown };
  return { position, digest: typeof digest === 'string' ? digest : null, request: markIn(request) };
}

function markIn(request: unknown): RequestMark | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const { mark, index, count } = request as Partial<RequestMark>;
  if (typeof mark !== 'string' || typeof index !== 'number' || typeof count !== 'number') return undefined;
  return { mark, index, count };
}
