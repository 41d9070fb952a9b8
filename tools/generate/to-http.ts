import { setTimeout as pause } from 'node:timers/promises';
import type { Proposed } from '#events';
import type { ToldChild } from '../../seeds/england/family-told.ts';
import { factsOf } from '../../seeds/england/identified.ts';
import { NotAccepted, remember } from './to-recorder.ts';
import { inLanes, keyOf, type LoadWriter } from './writer.ts';

/**
 * Posts a load to a running service, as any caller would. The instant of recording is the server's: everything is typed
 * today, so nothing is told late, while the facts and their order are the same. Waits where the service says so.
 */
export function httpWriter({ url, token, lanes }: HttpWriter): LoadWriter {
  const ids = new WeakMap<ToldChild, Map<Proposed, string>>();
  return {
    async write(wave) {
      await inLanes(wave, lanes, async (post) => {
        const { of, number } = post;
        const known = ids.get(of) ?? new Map<Proposed, string>();
        ids.set(of, known);
        const told = of.posts[number]?.facts ?? [];
        const address = `${url}/authorities/${of.authority}/children/${of.child}/facts`;
        const facts = factsOf(told, [], known);
        const answer = await posted(address, { token, key: keyOf(post), body: JSON.stringify({ facts }) });
        if (answer.status === 409 || answer.status === 422) {
          throw new NotAccepted(of.child, number, await detailOf(answer));
        }
        if (answer.status !== 201) throw new ServiceRefused(answer.status, await detailOf(answer));
        remember(told, ((await answer.json()) as { facts: { id: string }[] }).facts, known);
      });
    },
    close: async () => undefined,
  };
}

interface HttpWriter {
  /** Where the service answers, without a slash at the end. */
  readonly url: string;
  /** A bearer token; none is needed on the machine itself. */
  readonly token: string | undefined;
  /** Posts in flight. */
  readonly lanes: number;
}

/** So often a service that is busy or away is asked again. */
const attempts = 30;

async function posted(
  address: string,
  { token, key, body }: { readonly token: string | undefined; readonly key: string; readonly body: string },
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(address, { method: 'POST', headers, body }).catch((error: unknown) => {
      throw new ServiceAway(address, error);
    });
    if ((answer.status !== 503 && answer.status !== 429) || attempt === attempts) return answer;
    await answer.arrayBuffer();
    await pause(1000 * Number(answer.headers.get('retry-after') ?? '1'));
  }
}

/** What the service says is wrong; nothing where it is no Waymark that answers. */
async function detailOf(answer: Response): Promise<string> {
  const { detail } = (await answer.json().catch(() => ({}))) as { readonly detail?: string };
  return detail ?? 'Not as Waymark does: check --url.';
}

/** The service takes no facts of such an authority, or from whoever asks, or not now: nothing is amiss with the load. */
export class ServiceRefused extends Error {
  constructor(status: number, detail: string) {
    super(`The service answered ${status}: ${detail} Put that right and run this again: nothing is posted twice.`);
    this.name = 'ServiceRefused';
  }
}

/** Nothing answers at the address given. What was posted before is recorded; asked again, a load repeats nothing. */
export class ServiceAway extends Error {
  constructor(address: string, cause: unknown) {
    super(
      `Nothing answers at ${new URL(address).origin}: give --url the address that a service says when it starts, and run ` +
        'this again. What was posted is not posted twice.',
      { cause },
    );
    this.name = 'ServiceAway';
  }
}
