import { addDays, type PlainDate } from '#calendar';
import type { ChildDetails, Personal } from '#events';
import type { Effective } from '#history';
import type { Details } from './child-record.ts';
import type { Draft, Folding } from './draft.ts';

/** Who the child is, who has the case, whether looked after, and everything else that needs no open episode. */
export function foldChild({ record }: Folding, fact: Effective): void {
  switch (fact.type) {
    case 'ChildRegistered':
      record.isRegistered = true;
      amend(record.details, fact.data);
      return;
    case 'ChildDetailsAmended':
      amend(record.details, fact.data);
      return;
    case 'ChildBorn':
      record.details.dateOfBirth = fact.data.dateOfBirth;
      record.details.sex = fact.data.sex;
      return;
    case 'ChildDied':
      record.diedOn = fact.data.on;
      // No fact may end them afterwards: the journey takes them as ended too.
      end(record.care, fact.data.on);
      end(record.otherPlans, fact.data.on);
      return;
    case 'ContactReceived': {
      const { on, source } = fact.data;
      record.contacts.push({ id: fact.id, on, source, outcome: undefined });
      return;
    }
    case 'ChildVisited': {
      const { on, purpose, seen, seenAlone, bedroomSeen } = fact.data;
      record.visits.push({ id: fact.id, on, purpose, seen, seenAlone, bedroomSeen });
      return;
    }
    default:
  }
}

/** What surrounds the child for a time: each begins with one fact and ends with another. */
export function foldCircumstance({ record }: Folding, fact: Effective): void {
  const { on } = fact.data;
  switch (fact.type) {
    case 'WorkerAllocated': {
      const { worker, team } = fact.data;
      // The case passes from the worker before.
      end(record.allocations, on);
      record.allocations.push({ id: fact.id, worker, team, from: on, to: undefined });
      return;
    }
    case 'WorkerUnallocated':
      end(
        record.allocations.filter(({ worker }) => worker === fact.data.worker),
        on,
      );
      return;
    case 'BecameLookedAfter':
      if (!record.care.some(({ to }) => to === undefined)) record.care.push({ id: fact.id, from: on, to: undefined });
      return;
    case 'CeasedToBeLookedAfter':
      end(record.care, on);
      return;
    case 'OtherAuthorityPlanNoted': {
      const { authority, categories } = fact.data;
      record.otherPlans.push({ id: fact.id, authority, categories: [...categories], from: on, to: undefined });
      return;
    }
    case 'OtherAuthorityPlanEnded':
      end(
        record.otherPlans.filter(({ authority }) => authority === fact.data.authority),
        on,
      );
      return;
    default:
      foldProtection(record.protections, fact);
  }
}

/** Police protection may last 72 hours (Children Act 1989, s 46), so three days on at most, whatever is recorded. */
function foldProtection(protections: Folding['record']['protections'], fact: Effective): void {
  const { on } = fact.data;
  switch (fact.type) {
    case 'PoliceProtectionTaken':
      protections.push({ id: fact.id, power: 'police-protection', from: on, to: addDays(on, 3) });
      return;
    case 'PoliceProtectionEnded':
      endBy(protections, 'police-protection', on);
      return;
    case 'EmergencyProtectionOrderMade':
      endBy(protections, 'police-protection', on);
      protections.push({ id: fact.id, power: 'emergency-protection-order', from: on, to: fact.data.until });
      return;
    case 'EmergencyProtectionOrderExtended': {
      const order = protections.findLast(({ power }) => power === 'emergency-protection-order');
      if (order !== undefined) order.to = fact.data.until;
      return;
    }
    case 'EmergencyProtectionOrderEnded':
      endBy(protections, 'emergency-protection-order', on);
      return;
    default:
  }
}

function endBy(protections: Folding['record']['protections'], power: string, on: PlainDate): void {
  const last = protections.findLast((one) => one.power === power);
  if (last !== undefined && on < last.to) last.to = on;
}

function end(spans: readonly { to: PlainDate | undefined }[], on: PlainDate): void {
  for (const span of spans) span.to ??= on;
}

/** Only what is given changes. */
function amend(details: Draft<Details>, given: ChildDetails): void {
  details.dateOfBirth = given.dateOfBirth ?? details.dateOfBirth;
  details.expectedDateOfBirth = given.expectedDateOfBirth ?? details.expectedDateOfBirth;
  details.sex = given.sex ?? details.sex;
  details.ethnicity = given.ethnicity ?? details.ethnicity;
  details.disabilities = given.disabilities === undefined ? details.disabilities : [...given.disabilities];
  details.upnUnknownReason = given.upnUnknownReason ?? details.upnUnknownReason;
  details.upn = textOr(given.upn, details.upn);
  details.formerUpn = textOr(given.formerUpn, details.formerUpn);
  details.nhsNumber = textOr(given.nhsNumber, details.nhsNumber);
  details.name = textOr(given.name, details.name);
}

/** A text that cannot be read says nothing, not even what it took the place of: that may be what was wrong. */
function textOr(given: Personal | undefined, before: string | undefined): string | undefined {
  if (given === undefined) return before;
  return typeof given === 'string' ? given : undefined;
}
