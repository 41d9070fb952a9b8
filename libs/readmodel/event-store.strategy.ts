import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { FollowedBatch } from '#store';

/** The pattern under which a controller receives facts: `@EventPattern(facts)`, batch by batch. */
export const facts = 'facts';

export interface Following {
  /** Batches from the checkpoint on. Asked again after every failure. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<FollowedBatch>;
  /** Told of a failure; resolves when following may begin again, or rejects to end it for good. */
  readonly failed: (error: unknown, signal: AbortSignal) => Promise<void>;
}

/**
 * EventStoreDB as a Nest transport: one handler receives the batches of a subscription, one after another, and each is
 * awaited before the next is asked for. Nest's stock event handlers are not awaited and their failures are only logged, so
 * a fact would be lost for good; here a failed batch comes again, whole, from the checkpoint that stands (decisions.md 19).
 */
export class EventStoreStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly following: Following) {
    super();
  }

  listen(callback: () => void): void {
    this.running = this.deliver();
    callback();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Resolves when following has ended: after `close`, or rejects where `failed` gave up. */
  ended(): Promise<void> {
    return this.running;
  }

  on(): never {
    throw new TypeError('The event store tells of nothing but facts: take them with @EventPattern(facts).');
  }

  unwrap(): never {
    throw new TypeError('The event store is reached through #store alone.');
  }

  private async deliver(): Promise<void> {
    const { signal } = this.stopping;
    while (!isOver(signal)) {
      try {
        for await (const batch of this.following.follow(signal)) await this.handle(batch);
      } catch (error) {
        if (!isOver(signal)) await this.following.failed(error, signal);
      }
    }
  }

  private async handle(batch: FollowedBatch): Promise<void> {
    const handler = this.getHandlerByPattern(facts);
    if (handler === null) throw new NoHandler();
    const result: unknown = await handler(batch, {});
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** No controller takes facts. */
class NoHandler extends Error {
  constructor() {
    super('No controller has @EventPattern(facts). Give the worker module the controller that projects them.');
    this.name = 'NoHandler';
  }
}
