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
      put(fold, met(fact, 'strategy-discussion', fact.data.decision, discussionQuorums));
      return;
    case 'InitialConferenceHeld':
      put(fold, met(fact, 'initial-conference', fact.data.outcome, ofConferences(fold, fact)));
      return;
    case 'ReviewConferenceHeld':
      put(fold, met(fact, 'review-conference', fact.data.outcome, ofConferences(fold, fact)));
      return;
    default:
  }
}

const discussionQuorums: readonly Quorum[] = [strategyDiscussionQuorum];

function ofConferences({ timescales: { conferenceQuorum } }: Fold, { data: { on } }: Effective): readonly Quorum[] {
  return conferenceQuorum.length === 0 ? conferenceQuorum : quorumsOn(conferenceQuorum, on);
}

/** Told column by column, for there are many: spreading objects costs more than all the rest. */
function met(
  fact: Effective<'StrategyDiscussionHeld' | 'InitialConferenceHeld' | 'ReviewConferenceHeld'>,
  meetingKind: Row<'meeting'>['meetingKind'],
  outcome: Row<'meeting'>['outcome'],
  quorums: readonly Quorum[],
): Row<'meeting'> {
  const { id, sources, data } = fact;
  const attended: readonly Agency[] | NotKnown = data.attended;
  const known = attended !== 'not-known';
  return {
    kind: 'meeting',
    key: id,
    meetingKind,
    strategyDiscussion: meetingKind === 'strategy-discussion' ? 1 : 0,
    heldOn: data.on,
    outcome,
    decided: outcome === 'adjourned' ? 0 : 1,
    attended: known ? inOrder(attended) : null,
    attendanceKnown: known ? 1 : 0,
    quorumAsked: quorums.length > 0 ? 1 : 0,
    quorate: known && quorums.every((quorum) => isQuorate(quorum, attended)) ? 1 : 0,
    recordedAfter: recordedAfter(fact),
    sources,
  };
}

function inOrder(agencies: readonly Agency[]): string {
  return agencies.length < 2 ? agencies.join('') : [...new Set(agencies)].sort().join(' ');
}
