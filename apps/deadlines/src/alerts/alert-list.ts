import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { METRICS, problem, STORE, SURROUNDINGS, type Surroundings } from '#http';
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
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    const deadLetters = (): ReadonlyMap<string, number> => this.deadLetters();
    new Gauge({
      name: 'waymark_dead_letters',
      help: 'Alerts that reached a receiver in none of their attempts and wait to be sent again, by authority.',
      labelNames: ['authority'] as const,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [authority, count] of deadLetters()) this.set({ authority }, count);
      },
    });
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

  /** How many alerts of each authority are dead letters; nothing until all have been read. */
  private deadLetters(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    if (!this.isWhole) return counts;
    for (const { raised, deliveries } of this.book.alerts()) {
      const isDead = deliveries.some(({ state }) => state === 'dead');
      counts.set(raised.authority, (counts.get(raised.authority) ?? 0) + Number(isDead));
    }
    return counts;
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
