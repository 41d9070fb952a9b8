import type { PlainDate } from '#calendar';
import type { OrdinaryFacts } from '#events';
import type { Effective } from './recorded.ts';

/**
 * The days this authority was notified of moves into its area, of a whole history: a move may be recorded as of a day
 * after it was notified, and then it comes after its own referral. One that fell through the same day left no referral,
 * unless its conference had met by then: that move is over, and a withdrawal changes nothing of it.
 */
export function movesIn(history: readonly Effective[]): readonly PlainDate[] {
  let notified: PlainDate[] | undefined;
  let isAwaited = false;
  for (const { type, data } of history) {
    if (type === 'TransferInNotified') {
      (notified ??= []).push(data.notifiedOn);
      isAwaited = true;
    } else if (type === 'InitialConferenceHeld') {
      if (data.outcome !== 'adjourned' && data.kind !== 'following-enquiry') isAwaited = false;
    } else if (type === 'TransferInWithdrawn') {
      if (isAwaited && notified?.at(-1) === data.on) notified.pop();
      isAwaited = false;
    }
  }
  return notified ?? none;
}

const none: readonly PlainDate[] = [];

/**
 * Whether a referral is that of a move into the area, from which no assessment's clock runs: the day notified is its
 * date (guide §4.1.1). The referral itself may say otherwise, either way.
 */
export function isOfMoveIn(
  { on, byTransferIn }: Pick<OrdinaryFacts['ReferralReceived'], 'on' | 'byTransferIn'>,
  notified: readonly PlainDate[],
): boolean {
  return byTransferIn ?? notified.includes(on);
}
