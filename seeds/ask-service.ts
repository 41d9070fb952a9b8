import type { AskMeasure } from './published-beside-derived.ts';
import type { Derived } from './verdict.ts';

/** The service cannot be asked, or answered with a problem. The message is a sentence for whoever ran the command. */
export class ServiceDidNotAnswer extends Error {
  override readonly name = 'ServiceDidNotAnswer';
}

/**
 * Asks a running service for its measures over HTTP. A measure the service does not know is undefined; any other
 * problem throws `ServiceDidNotAnswer`. A token is needed where the service is not this machine's own.
 */
export function askService(url: string, token?: string): AskMeasure {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return async (authority, id, query) => {
    const asked = new URL(`/authorities/${authority}/measures/${id}?${new URLSearchParams(query).toString()}`, url);
    const response = await fetch(asked, { headers, signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
      throw new ServiceDidNotAnswer(`Nothing answers at ${url}: start Waymark with "npm start" and try again.`, {
        cause: error,
      });
    });
    const answer = (await response.json().catch(() => ({}))) as Partial<Derived> & {
      readonly code?: string;
      readonly detail?: string;
    };
    if (response.status === 404 && answer.code === 'unknown-measure') return undefined;
    const { numerator, denominator = null, value = null } = answer;
    if (!response.ok || numerator === undefined) {
      throw new ServiceDidNotAnswer(`${asked.href} answered ${response.status}: ${answer.detail ?? 'no figure.'}`);
    }
    return { numerator, denominator, value };
  };
}
