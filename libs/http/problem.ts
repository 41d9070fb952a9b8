/** What RFC 9457 (problem details for HTTP APIs) calls a problem, as Waymark answers every refusal and error. */
export interface ProblemDocument {
  /** A name for the kind of problem that never changes: `urn:waymark:problem:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable, kebab-case: what a program may act on. */
  readonly code: string;
  /** What is wrong and what to do next, for a person. */
  readonly detail: string;
  readonly [more: string]: unknown;
}

/** An answer other than success. Thrown anywhere below a controller; the filter writes it out. */
export class Problem extends Error {
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;

  constructor(document: ProblemDocument, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(document.detail, options);
    this.name = 'Problem';
    this.document = document;
    this.headers = headers;
  }
}

/** A problem by its status and code. `detail` tells the reader what to do next; `more` adds members of its own. */
export function problem(
  status: number,
  code: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Problem {
  const title = titles[status] ?? 'The request could not be answered';
  const own = { type: `urn:waymark:problem:${code}`, title, status, code, detail };
  // What is added never takes the place of what a problem says of itself.
  return new Problem({ ...own, ...more, ...own }, headers);
}

/** The 404 for a child of whom the authority has recorded nothing. */
export function unknownChild(next = 'Check the id, or register the child.'): Problem {
  return problem(404, 'unknown-child', `Nothing is recorded of a child with this id. ${next}`);
}

export const problemMediaType = 'application/problem+json; charset=utf-8';

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not in the right shape',
  401: 'The caller is not known',
  403: 'The caller may not do this',
  404: 'There is nothing at this address',
  405: 'This address does not take that method',
  408: 'The request came too slowly',
  409: 'The fact cannot join the journey as it stands',
  413: 'The body is too large',
  414: 'The address is too long',
  415: 'The body is not of the kind taken here',
  421: 'This server is not asked by that name',
  422: 'Something more is owed',
  429: 'There are too many requests',
  431: 'The headers are too large',
  500: 'Waymark failed',
  503: 'Waymark cannot answer just now',
};
