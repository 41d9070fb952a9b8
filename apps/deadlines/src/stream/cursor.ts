/**
 * How much of an authority's stream has been told: all facts up to a position of the store, all moments up to an instant,
 * and so many of the turns of what comes next. It is each message's id: whoever names the last one read goes on after it.
 */
export interface Cursor {
  readonly position: number;
  /** Milliseconds since 1970 UTC. */
  readonly instant: number;
  /** Of the next fact, or where `moment` is given of that moment, so many turns have been told. */
  readonly told: number;
  readonly moment?: number | undefined;
}

export function textOf({ position, instant, told, moment }: Cursor): string {
  return [position, instant, told, ...(moment === undefined ? [] : [moment])].join('-');
}

/** Undefined for what is no id of a message. */
export function cursorIn(text: string): Cursor | undefined {
  if (!/^\d{1,16}-\d{1,15}-\d{1,6}(?:-\d{1,15})?$/.test(text)) return undefined;
  const [position = 0, instant = 0, told = 0, moment] = text.split('-').map(Number);
  if (!Number.isSafeInteger(position)) return undefined;
  return { position, instant, told, ...(moment !== undefined && { moment }) };
}
