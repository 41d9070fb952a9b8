import type { Provider } from '@nestjs/common';
import { KEYS, RULEBOOK, STORE } from '#http';
import type { KeyStore } from '#privacy';
import type { Store } from '#store';
import type { Rulebook } from '#timescales';
import type { FeedParts } from './take.ts';

/** The provider token of what feeds are made from. */
export const FEEDS = Symbol('waymark feeds');

/** Made of the process's one store, its keys and its rules. */
export const feedsHere: Provider = {
  provide: FEEDS,
  inject: [STORE, KEYS, RULEBOOK],
  useFactory: (store: Store, keys: KeyStore, rules: Rulebook): FeedParts => ({ store, keys, rules }),
};
