import type { Sessions } from './session/sessions.ts';

/** What the pages stand on. */
export interface Web {
  readonly sessions: Sessions;
  /** Where the services answer. */
  readonly servicesUrl: () => string;
}

/** The provider token of `Web`. */
export const WEB = Symbol('waymark web');
