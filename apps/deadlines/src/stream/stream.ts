import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { STORE, SURROUNDINGS, type Surroundings } from '#http';
import type { Store } from '#store';
import { Rows } from '../rows-here.ts';
import { textOf, type Cursor } from './cursor.ts';
import { farBehind, tellFrom, type Telling, type Told } from './telling.ts';

/** Whoever reads a stream: told each turn once and in order, or that those since its cursor cannot be told. */
export interface Listener {
  readonly turn: (told: Told) => void;
  /** Where the stream stands, although nothing turned. */
  readonly stands: (cursor: Cursor) => void;
  /** The turns until this cursor are not told: read the worklist, which tells how things stand. */
  readonly behind: (cursor: Cursor) => void;
  readonly end: () => void;
}

interface Listening {
  readonly authority: string;
  readonly listener: Listener;
  cursor: Cursor;
  /** When it last was told where the stream stands. */
  stoodAt: number;
}

/**
 * Tells listeners what becomes of clocks, as facts reach the rows and as moments come. It looks every so often and asks
 * what time it is: no timer is ever set for a day or an hour, so none can miss one when the clocks change or the machine
 * sleeps.
 */
@Injectable()
export class Stream implements OnModuleDestroy {
  private readonly listening = new Set<Listening>();
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(
    @Inject(Rows) private readonly rows: Rows,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(STORE) private readonly store: Pick<Store, 'end'>,
  ) {}

  /** Where the stream of an authority stands now: who begins there is told what comes. */
  now(): Promise<Cursor> {
    return this.rows.at(async ({ projection }) => ({
      position: projection.position ?? 0,
      instant: this.surroundings.now(),
      told: 0,
    }));
  }

  /**
   * Whether a cursor lies beyond all there is in the store: it was put back from an older copy since, and what comes is not
   * what came after that cursor. Rows being made anew may reach less far than a cursor, the store never. Throws
   * `StoreUnavailable`.
   */
  async isOfAnotherPast({ position }: Cursor): Promise<boolean> {
    return position > ((await this.store.end()) ?? 0);
  }

  /** Tells from a cursor on. Answers how to end it. */
  listen(authority: string, cursor: Cursor, listener: Listener): () => void {
    const one: Listening = { authority, listener, cursor, stoodAt: this.surroundings.now() };
    this.listening.add(one);
    this.timer ??= setInterval(() => void this.look(), lookEveryMs);
    return () => {
      this.listening.delete(one);
      if (this.listening.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const { listener } of this.listening) listener.end();
    this.listening.clear();
  }

  /** One look for all listeners: those that stand alike share what is found. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    // One now for all: listeners that stand alike go on standing alike.
    const now = this.surroundings.now();
    const found = new Map<string, Promise<Telling | typeof farBehind>>();
    for (const one of this.listening) {
      const place = `${one.authority} ${textOf(one.cursor)}`;
      try {
        let telling = found.get(place);
        if (telling === undefined) found.set(place, (telling = this.tell(one, now)));
        await this.pass(one, await telling);
      } catch {
        // The rows are away or being made: this listener stands where it did, and the next look goes on from there.
      }
    }
    this.isLooking = false;
  }

  private tell({ authority, cursor }: Listening, now: number): Promise<Telling | typeof farBehind> {
    const timescales = this.rows.rules.of(authority);
    return this.rows.at(async (snapshot) => {
      const isToCome = cursor.position > (snapshot.projection.position ?? 0);
      if (isToCome && (await this.isOfAnotherPast(cursor))) return farBehind;
      return tellFrom(snapshot, timescales, authority, cursor, now);
    });
  }

  private async pass(one: Listening, telling: Telling | typeof farBehind): Promise<void> {
    const { listener } = one;
    if (telling === farBehind) {
      one.cursor = await this.now();
      listener.behind(one.cursor);
      return;
    }
    one.cursor = telling.cursor;
    for (const turn of telling.turns) listener.turn(turn);
    const now = this.surroundings.now();
    if (telling.turns.length === 0 && now - one.stoodAt < standsEveryMs) return;
    one.stoodAt = now;
    listener.stands(one.cursor);
  }
}

const lookEveryMs = 250;

/** So that whoever takes the stream up again begins near its end, and that nothing between takes the line for dead. */
const standsEveryMs = 15_000;
