import type { PlainDate } from '#calendar';
import { isOfMoveIn, toldBy, type Effective } from '#history';
import type { Clock } from './clock.ts';
import { dutiesBroughtForward } from './duties.ts';
import type { Timescales } from './timescales.ts';
import { turn, type Turn } from './turn.ts';

/**
 * Turns the clocks by a fact as it is understood in its history: a referral by the moves into the area that were
 * notified anywhere in it, an opening balance by all that it tells. Whoever folds a history turns its clocks by this.
 */
export function turnedBy(
  timescales: Timescales,
  movesIn: readonly PlainDate[],
  running: readonly Clock[],
  fact: Effective,
): Turn {
  if (fact.type === 'CaseBroughtForward') return broughtForward(timescales, movesIn, running, fact);
  return turn(timescales, running, understood(movesIn, fact));
}

/** A referral that does not say whether it is of a move into the area is understood by the moves notified. */
function understood(movesIn: readonly PlainDate[], fact: Effective): Effective {
  if (fact.type !== 'ReferralReceived' || !isOfMoveIn(fact.data, movesIn)) return fact;
  return { ...fact, data: { ...fact.data, byTransferIn: true } };
}

/** The clocks run as if it had been told fact by fact; those of which it tells nothing more do not, and none is stopped. */
function broughtForward(
  timescales: Timescales,
  movesIn: readonly PlainDate[],
  before: readonly Clock[],
  balance: Effective<'CaseBroughtForward'>,
): Turn {
  const all = toldBy(balance).reduce((clocks, told) => turnedBy(timescales, movesIn, clocks, told).running, before);
  const isNew = (clock: Clock): boolean => clock.startedBy === balance.id;
  const running = all.filter((clock) => !isNew(clock) || dutiesBroughtForward.includes(clock.duty));
  return { running, stopped: [] };
}
