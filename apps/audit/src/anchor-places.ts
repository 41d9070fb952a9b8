/** Where anchors come from and go to, and how often. */
export interface AnchorPlaces {
  readonly keyFile: string;
  /** Make a key where there is none. */
  readonly createKey: boolean;
  readonly folder: string;
  /** 0 to anchor only when told to. */
  readonly everyMinutes: number;
}

/** The provider token of the `AnchorPlaces`. */
export const ANCHOR_PLACES = Symbol('waymark anchor places');
