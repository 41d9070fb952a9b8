import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { METRICS, problem, Readiness, STORE, SURROUNDINGS, type Standing, type Surroundings } from '#http';
import { WrongRevision, type Store } from '#store';
import { alertBook, type Alert } from './alert-book.ts';
import { enterAfter, type By } from './entering.ts';
import { followedBook, type FollowedBook } from './followed-book.ts';

/** Every alert there is, followed in the store, for those who ask over HTTP. */
@Injectable()
export class AlertList implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('alerts');
  private readonly book = alertBook();
  private followed: FollowedBook | undefined;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(Readiness) private readonly readiness: Readiness,
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
    this.readiness.add({ name: 'alerts', standing: () => this.standing() });
    const warn = (reason: string): void => this.log.warn(`alerts are not followed, and will be tried again: ${reason}`);
    this.followed = followedBook(this.book, this.store, { warn });
  }

  async onModuleDestroy(): Promise<void> {
    await this.followed?.stop();
  }

  /** An authority's alerts, the last raised first. Throws the 503 that says when to ask, until all have been read. */
  of(authority: string): readonly Alert[] {
    const { ready, sentence } = this.standing();
    if (!ready) throw problem(503, 'alerts-not-ready', sentence, {}, { 'retry-after': '2' });
    return [...this.book.alerts()].filter(({ raised }) => raised.authority === authority).reverse();
  }

  private standing(): Standing {
    const standing = this.followed?.standing();
    if (standing?.state === 'whole') return { ready: true, sentence: 'All have been read, and new ones are followed.' };
    if (standing?.state !== 'not-followed') return { ready: false, sentence: beingRead };
    return { ready: false, sentence: `They are not followed, and are tried again by themselves. ${standing.reason}` };
  }

  /** How many alerts of each authority are dead letters; nothing until all have been read. */
  private deadLetters(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    if (!this.standing().ready) return counts;
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

const beingRead = 'The alerts are still being read from the event store. Ask again in a few seconds.';
