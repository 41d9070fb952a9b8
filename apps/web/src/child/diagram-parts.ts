import { journeyMachine } from '#journey';
import type { FactType } from '#events';
import { titleOf } from './fact-words.ts';

/** One region of the journey: states that exclude one another. Where they stand side by side, each is a region. */
export interface Region {
  readonly id: string;
  readonly title: string;
  readonly states: readonly Place[];
  readonly moves: readonly Move[];
}

/** A state a child can be in, and whether this child is. */
export interface Place {
  readonly id: string;
  readonly title: string;
  readonly isHere: boolean;
  readonly isFirst: boolean;
}

/** What leads from one state to another: the facts that do, each with the condition under which it does. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly by: readonly string[];
}

/** As much of XState's state nodes as is drawn. */
interface Node {
  readonly key: string;
  readonly type: string;
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
  readonly initial: { readonly target?: readonly Node[] | undefined } | undefined;
  readonly transitions: ReadonlyMap<string, readonly Arm[]>;
}

interface Arm {
  readonly target?: readonly Node[] | undefined;
  readonly meta?: { readonly refusal: string } | undefined;
  readonly guard?: unknown;
}

/** Where a child stands, region by region, as the journey tells it. */
export type Standing = Readonly<Record<string, unknown>>;

/** The regions of the journey with a child's place in them, straight from the machine that judges: nothing is drawn by hand. */
export function regionsOf(standing: Standing): readonly Region[] {
  return Object.values((journeyMachine.root as Node).states).flatMap((node) => regions(node, standing[node.key], ''));
}

function regions(node: Node, here: unknown, under: string): readonly Region[] {
  const title = titles[node.path.join('.')] ?? `${under}${inWords(node.key)}`;
  const states = Object.values(node.states);
  // A region of one state or none moves nothing, and would tell nobody anything.
  if (node.type !== 'parallel' && states.length < 2) return [];
  if (node.type === 'parallel') {
    const inner = typeof here === 'object' && here !== null ? (here as Standing) : {};
    return states.flatMap((each) => regions(each, inner[each.key], `${title}: `));
  }
  const [first] = node.initial?.target ?? [];
  return [
    {
      id: node.path.join('-'),
      title,
      states: states.map((state) => ({
        id: state.path.join('-'),
        title: titles[state.path.join('.')] ?? inWords(state.key),
        isHere: state.key === here,
        isFirst: state.key === first?.key,
      })),
      moves: movesOf(states),
    },
  ];
}

function movesOf(states: readonly Node[]): readonly Move[] {
  const moves = new Map<string, { from: number; to: number; by: Set<string> }>();
  states.forEach((state, from) => {
    for (const [fact, arms] of state.transitions) {
      for (const { target, meta, guard } of arms) {
        const to = states.findIndex(({ key }) => key === target?.[0]?.key);
        if (to < 0 || to === from || meta !== undefined) continue;
        const key = `${String(from)} ${String(to)}`;
        const move = moves.get(key) ?? { from, to, by: new Set<string>() };
        move.by.add(`${titleOf(fact as FactType)}${conditionOf(guard)}`);
        moves.set(key, move);
      }
    }
  });
  return [...moves.values()].map(({ from, to, by }) => ({ from, to, by: [...by] }));
}

/** A condition of one name is told; of conditions put together only that there are some. */
function conditionOf(guard: unknown): string {
  const name = typeof guard === 'string' ? guard : undefined;
  if (name !== undefined) return `, where it ${conditions[name] ?? inWords(name).toLowerCase()}`;
  return '';
}

const conditions: Readonly<Record<string, string>> = {
  bringsPlan: 'brings a plan',
  decidesPlan: 'decided on a plan',
  beginsEnquiry: 'began an enquiry',
  requiresConference: 'found a conference to be required',
  endsEpisode: 'ended the episode',
  lastContactAwaiting: 'was the last that awaited a decision',
  decisionNotKnown: 'does not tell the decision',
  bringsReferralAwaitingDecision: 'brings a referral that awaits its decision',
  bringsConferenceAwaited: 'brings a conference that is awaited',
  bringsEnquiry: 'brings an enquiry',
  bringsChildInNeedPlan: 'brings a child in need plan',
  planEndsLaterThatDay: 'was on the last day of a protection plan',
};

const titles: Readonly<Record<string, string>> = {
  child: 'The child',
  'child.unregistered': 'Not registered',
  case: 'The case',
  'case.closed': 'No case open',
  'case.open': 'Case open',
  contact: 'Contacts',
  'contact.noneAwaiting': 'None awaits a decision',
  'contact.awaitingDecision': 'One or more await a decision',
  decision: 'Decision on the referral',
  'decision.none': 'No referral to decide',
  'decision.unknown': 'Not told by the import',
  transfer: 'Transfer in',
  'transfer.none': 'None notified',
  'transfer.awaitingConference': 'Awaiting its conference',
  assessment: 'Assessment',
  'assessment.single': 'Single assessment',
  'assessment.initial': 'Initial assessment (before single assessments)',
  'assessment.core': 'Core assessment (before single assessments)',
  'assessment.single.none': 'None in progress',
  'assessment.initial.none': 'None in progress',
  'assessment.core.none': 'None in progress',
  enquiry: 'Section 47 enquiry',
  'enquiry.none': 'No enquiry',
  'enquiry.enquiring': 'Enquiry under way',
  'enquiry.reviewed': 'Under way, a review held',
  'enquiry.awaitingConference': 'Awaiting the conference',
  plan: 'Child protection plan',
  'plan.none': 'Not on a plan',
  'plan.decided': 'Plan decided on',
  'plan.onPlan': 'On a plan',
  need: 'Child in need plan',
  'need.none': 'Not on a plan',
  'need.onPlan': 'On a plan',
  emergency: 'Emergency',
  'emergency.policeProtection': 'Police protection',
  'emergency.policeProtection.none': 'None',
  'emergency.protectionOrder': 'Emergency protection order',
  'emergency.protectionOrder.none': 'None',
};

/** awaitingConference → Awaiting conference. */
function inWords(name: string): string {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
