import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { problem, STORE, SURROUNDINGS, type Surroundings } from '#http';
import { WrongRevision, type Store } from '#store';
import { alertBook, type Alert } from './alert-book.ts';
import { enterAfter, type By } from './entering.ts';

/** Every alert there is, followed in the store, for those who ask over HTTP. */
@Injectable()
export class AlertList implements OnModuleInit, OnModuleDestroy {
  private readonly book = alertBook();
  private readonly leaving = new AbortController();
  private isWhole = false;
  private following: Promise<void> | undefined;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  onModuleInit(): void {
    const live = (): void => {
      this.isWhole = true;
    };
    this.following = this.book.follow(this.store, this.leaving.signal, live).catch(() => {
      this.isWhole = false;
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.leaving.abort();
    await this.following;
  }

  /** An authority's alerts, the last raised first. Throws the 503 that says when to ask, until all have been read. */
  of(authority: string): readonly Alert[] {
    if (!this.isWhole) {
      const detail = 'The alerts are still being read from the event store. Ask again in a few seconds.';
      throw problem(503, 'alerts-not-ready', detail, {}, { 'retry-after': '2' });
    }
    return [...this.book.alerts()].filter(({ raised }) => raised.authority === authority).reverse();
  }

  /** Has the dead letters of an alert sent again, from the first attempt; false where it has none. */
  async replay({ id }: Alert, by: By): Promise<boolean> {
    for (;;) {
      const alert = this.book.byId(id);
      const dead = alert?.deliveries.findIndex(({ state }) => state === 'dead') ?? -1;
      if (alert === undefined || dead < 0) return alert?.deliveries.some(({ state }) => state === 'waiting') ?? false;
      const fact = { type: 'AlertReplayed', data: { recipient: dead, by: by.user } } as const;
      const entering = { store: this.store, now: this.surroundings.now };
      try {
        this.book.take(await enterAfter(entering, alert.stream, alert, fact, by));
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        for await (const event of this.store.read(alert.stream, { from: alert.revision + 1 })) this.book.take(event);
      }
    }
  }
}
