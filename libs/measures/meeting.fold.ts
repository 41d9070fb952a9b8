import type { Agency, NotKnown } from '#events';
import type { Effective } from '#history';
import { isQuorate, quorumsOn, strategyDiscussionQuorum, type Quorum } from '#timescales';
import { put, type Fold } from './fold.ts';
import { recordedAfter } from './recorded-after.ts';
import type { Row } from './rows.ts';

/**
 * Strategy discussions and conferences as meetings: who came, and whether those who had to be there were. One that an
 * opening balance tells of makes no row: who met is not known (ADR 16).
 */
export function foldMeeting(fold: Fold, fact: Effective): void {
  switch (fact.type) {
    case 'StrategyDiscussionHeld':
      put(fold, {
        ...met(fact, [strategyDiscussionQuorum]),
        meetingKind: 'strategy-discussion',
        strategyDiscussion: 1,
        outcome: fact.data.decision,
        decided: 1,
      });
      return;
    case 'InitialConferenceHeld':
    case 'ReviewConferenceHeld':
      put(fold, {
        ...met(fact, quorumsOn(fold.timescales.conferenceQuorum, fact.data.on)),
        meetingKind: fact.type === 'InitialConferenceHeld' ? 'initial-conference' : 'review-conference',
        strategyDiscussion: 0,
        outcome: fact.data.outcome,
        decided: fact.data.outcome === 'adjourned' ? 0 : 1,
      });
      return;
    default:
  }
}

type Met = Pick<
  Row<'meeting'>,
  'kind' | 'key' | 'heldOn' | 'attended' | 'attendanceKnown' | 'quorumAsked' | 'quorate' | 'recordedAfter' | 'sources'
>;

function met(
  fact: Effective<'StrategyDiscussionHeld' | 'InitialConferenceHeld' | 'ReviewConferenceHeld'>,
  quorums: readonly Quorum[],
): Met {
  const { id, sources, data } = fact;
  const attended: readonly Agency[] | NotKnown = data.attended;
  const known = attended !== 'not-known';
  return {
    kind: 'meeting',
    key: id,
    heldOn: data.on,
    attended: known ? [...new Set(attended)].sort().join(' ') : null,
    attendanceKnown: known ? 1 : 0,
    quorumAsked: quorums.length > 0 ? 1 : 0,
    quorate: known && quorums.every((quorum) => isQuorate(quorum, attended)) ? 1 : 0,
    recordedAfter: recordedAfter(fact),
    sources,
  };
}
