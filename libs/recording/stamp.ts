import { roles, type Role } from '#access';
import type { SourceOrigin } from './request.ts';

/** What recording needs of a stored fact beside the fact: where it lies, which request brought it, its evidence. */
export interface Stamp {
  readonly position: number;
  readonly digest: string | null;
  readonly request: RequestMark | undefined;
  /** The roles that may countersign, of a fact recorded without the role for it. */
  readonly countersignatureOwed?: readonly Role[] | undefined;
  /** Where an import read it; absent of facts recorded here. */
  readonly origin?: SourceOrigin | undefined;
}

/** Which request a fact came with: what the request said (as a mark that tells nothing), which of its facts, of how many. */
export interface RequestMark {
  readonly mark: string;
  readonly index: number;
  readonly count: number;
}

/** Reads a stamp from stored metadata. What is not there, an import may have left out. */
export function stampOf(metadata: unknown, position: number): Stamp {
  const { evidence, request, origin, countersignatureOwed } = (metadata ?? {}) as {
    readonly countersignatureOwed?: unknown;
    readonly evidence?: unknown;
    readonly request?: unknown;
    readonly origin?: unknown;
  };
  const { digest } = (evidence ?? {}) as { readonly digest?: unknown };
  return {
    position,
    digest: typeof digest === 'string' ? digest : null,
    request: markIn(request),
    ...sourceIn(origin),
    ...owedIn(countersignatureOwed),
  };
}

function owedIn(value: unknown): Pick<Stamp, 'countersignatureOwed'> {
  if (!Array.isArray(value)) return {};
  return { countersignatureOwed: roles.filter((role) => value.includes(role)) };
}

function sourceIn(value: unknown): { readonly origin?: SourceOrigin } {
  if (typeof value !== 'object' || value === null) return {};
  const { collection, year, file, line, element } = value as Partial<SourceOrigin>;
  if (typeof collection !== 'string' || typeof year !== 'number') return {};
  return { origin: { collection, year, file: file ?? '', line: line ?? 0, element: element ?? '' } };
}

function markIn(request: unknown): RequestMark | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const { mark, index, count } = request as Partial<RequestMark>;
  if (typeof mark !== 'string' || typeof index !== 'number' || typeof count !== 'number') return undefined;
  return { mark, index, count };
}
