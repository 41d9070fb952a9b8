import type { PlainDate } from '#calendar';
import type { Episode, EpisodePlan } from './census-parts.ts';
import type { Noting } from './census-item.ts';

/** Episodes in order of their referrals, those left out that were received while another was open. */
export function withoutOverlaps(episodes: readonly Episode[], { at, note, follows }: Noting): readonly Episode[] {
  const kept: Episode[] = [];
  const inOrder = [...episodes].sort((a, b) =>
    a.referredOn < b.referredOn ? -1 : a.referredOn > b.referredOn ? 1 : endOf(a) < endOf(b) ? -1 : 1,
  );
  for (const episode of inOrder) {
    const open = kept.find((before) => endOf(before) > episode.referredOn);
    if (open === undefined) {
      kept.push(episode);
      continue;
    }
    const closure = `${at(open.record).path}/CINclosureDate`;
    const here = at(episode.record, 'CINreferralDate');
    // With a good day of closure the episode would stand: one fault, told once.
    if (open.closed === undefined && follows(({ element }) => element === closure, here)) continue;
    const isOpen = open.closed === undefined && !open.noFurtherAction;
    const rule = !isOpen ? '8820' : episode.closed === undefined && !episode.noFurtherAction ? '8815' : '8816';
    const reason = `A case was open from the referral on ${open.referredOn}: what is received on an open case is no new referral.`;
    note(here, rule, 'case-already-open', reason, 'item');
  }
  return kept;
}

const never = '9999-12-31' as PlainDate;

function endOf({ referredOn, noFurtherAction, closed }: Episode): PlainDate {
  return closed?.on ?? (noFurtherAction ? referredOn : never);
}

/** Plans left out that started while another of the child's was open. */
export function withoutOverlappingPlans(episodes: readonly Episode[], { at, note }: Noting): readonly Episode[] {
  let open: EpisodePlan | undefined;
  return episodes.map((episode) => ({
    ...episode,
    plans: episode.plans.filter((plan) => {
      if (open === undefined || plan.startedOn >= (open.endedOn ?? never)) {
        open = plan;
        return true;
      }
      const rule = open.endedOn === undefined && plan.endedOn === undefined ? '8935' : '8940';
      const reason = `The child was on a plan from ${open.startedOn} already.`;
      note(at(plan.record, 'CPPstartDate'), rule, 'plan-already-open', reason, 'item');
      return false;
    }),
  }));
}
