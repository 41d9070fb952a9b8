import type { FastifyRequest } from 'fastify';
import type { ProblemDocument } from '#http';
import { ServiceProblem, ServicesAway } from './service-problem.ts';

/** What a page asks the services, as the person who is signed in. All but a refusal of what was sent is thrown. */
export interface Services {
  /** An answer in JSON. Throws `ServiceProblem` where it is none, and `ServicesAway` where nobody answers. */
  readonly get: <T>(address: string, asking?: Asking) => Promise<T>;
  /** Sends JSON. A refusal that its sender can put right (400, 409, 413, 422) is answered; anything else is thrown. */
  readonly post: <T>(address: string, body: unknown, asking?: Asking) => Promise<Sent<T>>;
  /** The answer as it comes, for files and streams: hand on its body. Throws as `get` does. */
  readonly open: (address: string, asking?: Asking & { readonly init?: RequestInit }) => Promise<Response>;
}

export interface Asking {
  /** What is left out where it is undefined or empty. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Sent<T> =
  { readonly ok: true; readonly body: T } | { readonly ok: false; readonly problem: ProblemDocument };

/** The services, as the person of this request may ask them. */
export function api(request: FastifyRequest): Services {
  const services = (request as Reaching).waymarkServices;
  if (services === undefined) throw new Error('Only a controller with @Pages() reaches the services.');
  return services;
}

/** An address with each part escaped: at`/authorities/${authority}/children/${child}/journey`. */
export function at(texts: TemplateStringsArray, ...parts: readonly string[]): string {
  return texts.reduce((all, text, index) => `${all}${encodeURIComponent(parts[index - 1] ?? '')}${text}`);
}

/** Gives a request the services, with the token it may ask them by. */
export function reach(request: FastifyRequest, url: string, token: string | undefined): void {
  (request as Reaching).waymarkServices = servicesAt(url, token);
}

interface Reaching extends FastifyRequest {
  waymarkServices?: Services;
}

function servicesAt(url: string, token: string | undefined): Services {
  const ask = async (
    address: string,
    init: RequestInit,
    { query = {}, headers = {} }: Asking = {},
  ): Promise<Response> => {
    const asked = new URL(address, url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== '') asked.searchParams.set(name, String(value));
    try {
      return await fetch(asked, {
        signal: AbortSignal.timeout(mostMs),
        redirect: 'error',
        ...init,
        headers: { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
      });
    } catch (error) {
      throw new ServicesAway({ cause: error });
    }
  };
  const open: Services['open'] = async (address, asking = {}) => {
    const response = await ask(address, asking.init ?? {}, asking);
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  return {
    open,
    get: async <T>(address: string, asking: Asking = {}) => (await (await open(address, asking)).json()) as T,
    post: async <T>(address: string, body: unknown, asking: Asking = {}): Promise<Sent<T>> => {
      const headers = { 'content-type': 'application/json', ...asking.headers };
      const response = await ask(address, { method: 'POST', body: JSON.stringify(body) }, { ...asking, headers });
      if (response.ok) return { ok: true, body: (await response.json()) as T };
      const refused = await problemOf(response);
      if (!canBePutRight.has(response.status)) throw refused;
      return { ok: false, problem: refused.document };
    },
  };
}

/** No page waits longer for an answer. */
const mostMs = 30_000;

const canBePutRight = new Set([400, 409, 413, 422]);

async function problemOf(response: Response): Promise<ServiceProblem> {
  const { status, headers } = response;
  const text = await response.text();
  const retryAfter = headers.get('retry-after');
  return new ServiceProblem(documentIn(text, status), retryAfter === null ? {} : { 'retry-after': retryAfter });
}

function documentIn(text: string, status: number): ProblemDocument {
  try {
    const read = JSON.parse(text) as Partial<ProblemDocument>;
    if (typeof read.code === 'string' && typeof read.detail === 'string')
      return { ...(read as ProblemDocument), status };
  } catch {
    // Something between us and the service answered: what it says is for nobody's eyes.
  }
  return { type: 'about:blank', title: 'Refused', status, code: `http-${String(status)}`, detail: '' };
}
