import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  finalize,
  from,
  share,
  Subject,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { canonical, digestOfRows } from '#evidence';
import { problem } from '#http';
import type { ReadModel } from '#readmodel';
import { READ_MODEL } from '../read-model-here.ts';
import { liveEvents, type LiveEvent } from './live-events.ts';

/** How often it is looked whether the rows moved, in ms: once for all who follow. */
const lookEveryMs = 500;

/** More than these at once are asked to come again: each holds a connection. */
const mostFollowing = 200;

/** Tells figures again as they change, to everyone who follows them, until the service stops. */
@Injectable()
export class Live implements OnModuleDestroy {
  private readonly stopped = new Subject<void>();
  private following = 0;
  private readonly moved: Observable<unknown>;

  constructor(@Inject(READ_MODEL) model: ReadModel) {
    const position = (): Observable<number | null> =>
      from(model.at(({ projection }) => Promise.resolve(projection.position))).pipe(catchError(() => EMPTY));
    this.moved = timer(lookEveryMs, lookEveryMs).pipe(exhaustMap(position), distinctUntilChanged(), share());
  }

  /**
   * The answer to a question, now and whenever it is another. Whatever is wrong with the question is thrown at once. While
   * the rows are made anew there is nothing to tell, and the stream waits.
   */
  async follow<T extends object>(ask: () => Promise<T>, heard: string | undefined): Promise<Observable<LiveEvent>> {
    if (this.following >= mostFollowing) {
      const detail = `${String(mostFollowing)} streams are open, and no more are taken. Ask again in a minute, or ask without stream.`;
      throw problem(503, 'too-many-streams', detail, {}, { 'retry-after': '60' });
    }
    const first = await ask();
    return defer(() => {
      this.following += 1;
      const again = (): Observable<T> => from(ask()).pipe(catchError(() => EMPTY));
      return liveEvents({ moved: this.moved, first, again, identify, heard });
    }).pipe(
      takeUntil(this.stopped),
      finalize(() => (this.following -= 1)),
    );
  }

  onModuleDestroy(): void {
    this.stopped.next();
    this.stopped.complete();
  }
}

/** A digest of what an answer tells, without how far the rows had come: that moves though nothing else does. */
function identify(told: object): string {
  return digestOfRows([canonical(withoutProgress(told))]).slice(0, 32);
}

function withoutProgress(told: object): object {
  const { lastKnown: _, knownAt: __, receipt: ___, ...rest } = told as Readonly<Record<string, unknown>>;
  return rest;
}
