import { inWords, type PlainDate } from '#calendar';
import type { Duty } from '#timescales';
import type { State } from './machines.ts';

/** Where a child's journey stands, in one sentence. */
export function standingOf(state: State): string {
  const { value, context } = state;
  if (value.child === 'unregistered') return 'The child is not registered.';
  const parts = [caseStanding(state), ...openIn(state)];
  if (value.decision === 'awaiting' && value.case === 'open') parts.push('referral not yet decided');
  if (value.transfer === 'awaitingConference' && context.transferIn !== undefined) {
    const { fromAuthority, notifiedOn } = context.transferIn;
    parts.push(
      `transfer in from authority ${fromAuthority}, notified on ${dayInWords(notifiedOn)}, awaits its conference`,
    );
  }
  for (const { authority, since } of context.otherPlans) {
    parts.push(`on a plan of authority ${authority} since ${dayInWords(since)}, which is not a plan here`);
  }
  if (context.lookedAfterSince !== undefined) parts.push(`looked after since ${dayInWords(context.lookedAfterSince)}`);
  if (value.contact === 'awaitingDecision') {
    const awaiting = Object.values(context.contacts).filter((contact) => contact === 'received').length;
    parts.push(awaiting === 1 ? 'a contact awaits a decision' : `${String(awaiting)} contacts await a decision`);
  }
  if (value.emergency.policeProtection === 'taken') parts.push('in police protection');
  if (value.emergency.protectionOrder === 'inForce') {
    const until = context.clocks.filter(({ duty }) => isOrder(duty)).at(-1)?.due;
    parts.push(
      `emergency protection order until ${dayInWords(until === 'unknown' ? undefined : (until ?? undefined))}`,
    );
  }
  if (value.child === 'died') parts.push(`the child died on ${dayInWords(context.diedOn)}`);
  return `${parts.join('; ')}.`;
}

/** What would keep the case from being closed, each as a phrase. */
export function openIn({ value, context }: State): readonly string[] {
  const { assessment, enquiry, plan, need } = value;
  const open: string[] = [];
  if (assessment.single === 'inProgress') open.push('assessment in progress');
  if (assessment.initial === 'inProgress') open.push('initial assessment in progress');
  if (assessment.core === 'inProgress') open.push('core assessment in progress');
  if (enquiry === 'enquiring' || enquiry === 'reviewed') open.push('section 47 enquiry under way');
  if (enquiry === 'awaitingConference') open.push('initial conference awaited');
  if (plan === 'decided') open.push(`plan decided on ${dayInWords(context.conferenceOn)} but not started`);
  if (plan === 'onPlan') open.push(`on a child protection plan since ${dayInWords(context.planStartedOn)}`);
  if (need === 'onPlan') open.push('on a child in need plan');
  return open;
}

function isOrder(duty: Duty): boolean {
  return duty === 'emergency-order' || duty === 'emergency-order-extended';
}

function caseStanding({ value, context }: State): string {
  if (value.case === 'open') return `Case open since ${dayInWords(context.referralOn)}`;
  return context.closedOn === undefined ? 'No case open' : `Case closed on ${dayInWords(context.closedOn)}`;
}

function dayInWords(date: PlainDate | undefined): string {
  return date === undefined ? 'an unknown day' : inWords(date);
}
