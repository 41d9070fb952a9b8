import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { STORE, SURROUNDINGS, type Surroundings } from '#http';
import { currentAnchorKey } from '#privacy';
import { anchoring, holdAnchors, type Anchoring } from '#recording';
import type { Store } from '#store';
import { ANCHOR_PLACES, type AnchorPlaces } from './anchor-places.ts';

/**
 * Anchors every so often, and keeps the folder of anchors in step. Whoever serves may: several processes make one chain,
 * and none anchors sooner than it is due.
 */
@Injectable()
export class AnchorRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('anchors');
  private readonly anchoring: Anchoring;
  private every: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(ANCHOR_PLACES) private readonly places: AnchorPlaces,
  ) {
    const { keyFile, createKey } = places;
    this.anchoring = anchoring({
      store,
      key: (current) => currentAnchorKey(keyFile, { createIfMissing: createKey, current }),
      now: surroundings.now,
      by: 'waymark audit',
    });
  }

  onApplicationBootstrap(): void {
    if (this.places.everyMinutes === 0) return;
    this.every = setInterval(() => {
      this.round ??= this.anchorWhenDue().finally(() => (this.round = undefined));
    }, lookMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.every);
    await this.round;
  }

  /** Anchors if the last anchor is older than it should be. A failure is told, and tried again at the next look. */
  async anchorWhenDue(): Promise<void> {
    try {
      const { anchors } = await this.anchoring.refresh();
      const last = anchors.statements.findLast(({ statement }) => statement.kind === 'waymark-anchor/1');
      const dueAt = last === undefined ? 0 : Date.parse(last.statement.at) + this.places.everyMinutes * 60_000;
      if (this.surroundings.now() < dueAt) return;
      if ((await this.anchoring.anchor()) !== undefined) await holdAnchors(this.store, this.places.folder);
    } catch (error) {
      this.log.error(error instanceof Error ? error.message : String(error));
    }
  }
}

const lookMs = 60_000;
