import { assessment } from './assessment.states.ts';
import { caseOfNeed } from './case.states.ts';
import { child } from './child.states.ts';
import { circumstance } from './circumstance.states.ts';
import { contact } from './contact.states.ts';
import { decision } from './decision.states.ts';
import { emergency } from './emergency.states.ts';
import { enquiry } from './enquiry.states.ts';
import { journey } from './journey.setup.ts';
import { need } from './need.states.ts';
import { plan } from './plan.states.ts';
import { record } from './record.states.ts';
import { atTheStart } from './remembered.ts';
import { transfer } from './transfer.states.ts';

/**
 * A child's journey. The regions of order stand side by side; where several refuse a fact, the first one listed here
 * says why. A fact is lawful when at least one of them accepts it and none refuses.
 */
export const journeyMachine = journey.createMachine({
  id: 'journey',
  // Static on purpose: XState recomputes a context made from input on every event.
  context: atTheStart,
  type: 'parallel',
  states: {
    child,
    circumstance,
    case: caseOfNeed,
    contact,
    decision,
    transfer,
    assessment,
    enquiry,
    plan,
    need,
    emergency,
    record,
  },
});
