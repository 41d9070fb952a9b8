import { Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Accesses } from '#recording';
import { callerOf } from './identity.ts';
import { problem, Problem } from './problem.ts';
import { restrictedCase, type Sighted } from './sight.ts';

/** The provider token of the process's access log. */
export const ACCESSES = Symbol('waymark access log');

/** Enters looks at children's records in the access log. */
@Injectable()
export class Looks {
  constructor(@Optional() @Inject(ACCESSES) private readonly accesses: Accesses | undefined) {}

  /**
   * A post, answered. What is recorded is in the journey itself, with who recorded it; what is not is a look at whom the
   * answer tells of. Recording enters its own (`Recording`): a post of facts is answered without an interceptor of Nest's,
   * which costs as much again as all else that Nest does for it.
   */
  async ofPost<T>(request: Telling, answered: () => Promise<T>): Promise<T> {
    const { authority, child } = request.params as Addressed;
    const own = child === undefined ? [] : [child];
    let body: T;
    try {
      body = await answered();
    } catch (error) {
      if (error instanceof Problem && isOfJourneys(error)) {
        const { document } = error;
        await this.enterApart(request, authority, [...own, ...childrenIn(document)], document);
      }
      throw error;
    }
    const of = isPreview(request) ? [...own, ...childrenIn(body)] : refusedIn(body);
    await this.enterApart(request, authority, of, body);
    return body;
  }

  /** A post of several shows the journeys of some, and of others only that they are not for the person: refused looks. */
  private async enterApart(
    request: Telling,
    authority: string | undefined,
    of: readonly string[],
    body: unknown,
  ): Promise<void> {
    const shut = new Set(shutIn(body));
    const shown = of.filter((child) => !shut.has(child));
    if (shown.length > 0) await this.enter(request, authority, shown);
    if (shut.size > 0 && authority !== undefined) {
      const refused = restrictedCase().document.code;
      await this.accesses?.record({ ...lookOf(request, authority), children: [...shut].sort(), refused });
    }
  }

  /** Enters a look at these children, or at the whole authority. Throws where it cannot be. */
  async enter(request: Telling, authority: string | undefined, of: Access['children']): Promise<void> {
    if (this.accesses === undefined) throw noAccessLog();
    if (authority === undefined)
      throw new Error(`${request.routeOptions.url ?? ''} does not say whose children it tells of.`);
    const children = of === 'every' ? of : [...new Set(of)].sort();
    const brokenGlass = children === 'every' ? [] : await glassFor(request, authority, children);
    await this.accesses.record({
      ...lookOf(request, authority),
      children,
      ...(brokenGlass.length > 0 && { brokenGlass }),
    });
  }
}

/**
 * Says whom an answer tells of that is no JSON, such as a CSV file: all whom the object it was written from names as
 * `child`; and whose authority's log the look belongs in, where the address does not say.
 */
export function tellsOf({ request }: FastifyReply, answer: unknown, authority?: string): void {
  const telling = request as Telling;
  telling.waymarkTellsOf = { children: [...childrenIn(answer)], authority };
}

/** The children seen under a broken glass, each with the entry that broke it. */
async function glassFor(
  { waymarkSight }: Telling,
  authority: string,
  of: readonly string[],
): Promise<NonNullable<Access['brokenGlass']>> {
  if (waymarkSight === undefined) return [];
  const sight = await waymarkSight(authority);
  return of.flatMap((child) => {
    const seen = sight(child);
    return seen.open && seen.glass !== undefined ? [{ child, glass: seen.glass }] : [];
  });
}

export interface Addressed {
  readonly authority?: string;
  readonly child?: string;
}

/** What a request was found to tell of. */
export interface Telling extends Sighted {
  waymarkTellsOf?: { readonly children: readonly string[]; readonly authority: string | undefined };
}

function isPreview({ query }: FastifyRequest): boolean {
  return (query as Readonly<Record<string, unknown>>)['preview'] === 'true';
}

/** Of an answer to a post of several, the children who were refused. */
function refusedIn(body: unknown): readonly string[] {
  const { children = [] } = (body ?? {}) as { readonly children?: unknown };
  if (!Array.isArray(children)) return [];
  return (children as readonly { readonly child?: string; readonly status?: string }[]).flatMap(({ child, status }) =>
    child !== undefined && status === 'refused' ? [child] : [],
  );
}

/** Whether a refusal tells where journeys stand: one by their order, or what became of each child of a post of several. */
function isOfJourneys({ document: { status, code } }: Problem): boolean {
  return status === 409 || status === 422 || code === refusedForSome;
}

/** The code of the refusal of a post of several, which tells of each child. */
export const refusedForSome = 'refused-for-some';

/** Of an answer to a post of several, the children whose records are not for the person. */
function shutIn(body: unknown): readonly string[] {
  const { children = [] } = (body ?? {}) as { readonly children?: unknown };
  if (!Array.isArray(children)) return [];
  return (children as readonly { readonly child?: string; readonly problem?: { readonly code?: string } }[]).flatMap(
    ({ child, problem: told }) => (child !== undefined && told?.code === restrictedCase().document.code ? [child] : []),
  );
}

/** What the log keeps of a request beside the children. Throws the 400 for a malformed Access-Reason. */
export function lookOf(
  request: FastifyRequest,
  authority: string,
  reason = reasonIn(request.headers['access-reason']),
): Omit<Access, 'children'> {
  const { method, routeOptions, query } = request;
  const by = callerOf(request);
  return { authority, by, what: `${method} ${routeOptions.url ?? ''}`, query: askedIn(query), reason };
}

/** Days, ids and codes as they were given. What could be text about people is only told to have been given: a name is a word too. */
function askedIn(query: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries((query ?? {}) as Readonly<Record<string, unknown>>).map(([name, value]) => [
      name.slice(0, 64),
      typeof value === 'string' && isNoText(name, value) ? value : '(text)',
    ]),
  );
}

function isNoText(name: string, value: string): boolean {
  if (name === 'for') return false;
  return namesOfPractice.has(name) ? /^[\w:.,+-]{0,64}$/.test(value) : value.length <= 64 && codes.test(value);
}

/** What the authority names its workers, teams and users by. */
const namesOfPractice: ReadonlySet<string> = new Set(['worker', 'team', 'user', 'before']);

/** Nothing, what begins with a digit as days and instants do, a UUID and a field of it, codes in small letters, and DfE's in capitals. */
const codes =
  /^(\d[\w:.,+-]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[A-Za-z.]+)?|[a-z]+(-[a-z0-9]+)*|[A-Z]{1,5}\d{0,3}|)$/;

function reasonIn(header: unknown): string | null {
  if (header === undefined) return null;
  if (isReason(header)) return header.trim();
  const detail =
    'Access-Reason is 1 to 200 characters of plain text on one line, and names nobody: "complaint 2026-114".';
  throw problem(400, 'malformed-access-reason', detail);
}

/** Whether an Access-Reason is kept as it was sent. */
export function isReason(header: unknown): header is string {
  return typeof header === 'string' && /^[\x20-\x7e]{1,200}$/.test(header);
}

/** Every child named in an answer. */
export function* childrenIn(body: unknown): Generator<string> {
  if (Array.isArray(body)) for (const each of body) yield* childrenIn(each);
  else if (typeof body === 'object' && body !== null) {
    for (const [name, value] of Object.entries(body)) {
      if (name === 'child' && typeof value === 'string') yield value;
      else yield* childrenIn(value);
    }
  }
}

function noAccessLog(): Error {
  return new Error(
    'A service that answers about children needs an access log: give serveApp ACCESSES, as recordHere does.',
  );
}
