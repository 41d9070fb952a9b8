import { addDays, addMonths, daysBetween, type PlainDate } from '#calendar';
import { chance as chanceOf, type Chance } from '../chance.ts';
import { inventedChild } from '../child-details.ts';
import type { ToldAuthority } from './authorities.ts';
import { tellEpisode, type Course } from './episode-told.ts';
import { englandMixes } from './mixes.ts';
import { englandRates, siblings } from './rates.ts';
import { daysToNext, mostInARow, referralsToAChild, type ReferralsToAChild } from './referral-rows.ts';
import { drawn, englandSpans } from './spans.ts';
import { fact, telling, type Post, type Telling } from './telling.ts';

/** One child's journey, post by post. */
export interface ToldChild {
  readonly authority: string;
  readonly child: string;
  readonly posts: readonly Post[];
}

export interface FamiliesTold {
  readonly seed: number;
  readonly authorities: readonly ToldAuthority[];
  /** Referrals are received from this day until, and without, the other: nothing is told that was typed from then on. */
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Tells of one family after another, without end. Each is told from its number alone, so that any may be told again. */
export function familyTeller({ seed, authorities, from, to }: FamiliesTold): (number: number) => readonly ToldChild[] {
  const upTo = authorities.reduce<number[]>((sums, { children }) => [...sums, (sums.at(-1) ?? 0) + children], []);
  const days = daysBetween(from, to);
  const referrals = referralsToAChild(days);
  const courses = coursesOf(referrals);
  const assessedLate = assessedLateOf(referrals);
  const openContacts = openContactsOf(referrals, courses);
  const contactOnly = contactOnlyOf(referrals);
  return (number) => {
    const chance = chanceOf(mixed(seed, number));
    const at = chance.below(upTo.at(-1) ?? 1);
    const { code } = authorities[upTo.findIndex((sum) => at < sum)] ?? { code: '855' };
    const onlyContact = chance.percent(contactOnly);
    const count = onlyContact ? 1 : countOf(chance);
    const on = addDays(from, chance.below(days));
    const course = courseOf(chance, courses);
    return Array.from({ length: count }, (_, sibling) => {
      const story = telling(chance);
      const family = { id: `F${seed}x${number}`, number, isMany: count > 1 };
      if (onlyContact) tellContactOnly(story, on, number, chance);
      else tellChild(story, { on, course, family, until: to, assessedLate, openContacts }, chance);
      const posts = story.posts().filter(({ recordedAt }) => recordedAt < Date.parse(to));
      const child = `${letter}${seed}x${number.toString(36)}${'abcdefgh'[sibling] ?? 'z'}`.toUpperCase();
      return { authority: code, child, posts };
    });
  };
}

/** First in every id, so that these children are told from those of other sources. */
const letter = 'e';

/** Children of a family that is referred. */
export const meanSiblings = siblings.reduce((sum, [children, percent]) => sum + (children * percent) / 100, 0);

/** For each referral, contacts that led to none and were about no open case. */
export const contactsAlone = (englandRates.contacts.value - 1) * (1 - englandRates.openContacts.value / 100);

/**
 * How many in a hundred stories are of a child who was only ever the subject of contacts. Contacts that began no referral
 * are 1.55 to a referral; those not about open cases are these children's, one each, against so many referrals to a family.
 */
function contactOnlyOf({ all }: ReferralsToAChild): number {
  const toOneFamily = contactsAlone * meanSiblings * all;
  return (100 * toOneFamily) / (1 + toOneFamily);
}

interface ChildTold {
  readonly on: PlainDate;
  readonly course: Course;
  readonly family: { readonly id: string; readonly number: number; readonly isMany: boolean };
  readonly until: PlainDate;
  /** In a hundred assessments that no other referral followed, those that are late. */
  readonly assessedLate: number;
  /** For each child in need, contacts about the open case. */
  readonly openContacts: number;
}

/** The referral of the family, those of this child before it, each within twelve months of the next, and what came of all. */
function tellChild(
  story: Telling,
  { on, course, family, until, assessedLate, openContacts }: ChildTold,
  chance: Chance,
): void {
  const episodes: { readonly on: PlainDate; readonly course: Course; readonly by: PlainDate | undefined }[] = [];
  episodes.unshift({ on, course, by: undefined });
  while (chance.percent(englandRates.reReferred.value) && episodes.length < mostInARow) {
    const next = episodes[0]?.on ?? on;
    const before = chance.percent(englandRates.earlierNoFurtherAction.value)
      ? ('no-further-action' as const)
      : chance.percent((100 * englandRates.earlierNotInNeed.value) / (100 - englandRates.earlierNoFurtherAction.value))
        ? ('not-in-need' as const)
        : ('in-need' as const);
    const gap = daysToNext(chance, before === 'no-further-action' ? 'nothing' : 'help');
    episodes.unshift({ on: addDays(next, -gap), course: before, by: next });
  }
  const first = episodes[0]?.on ?? on;
  story.tell(fact('ChildRegistered', inventedChild(first, addMonths(until, 0), family.number, chance)));
  if (family.isMany) story.tell(fact('FamilyLinked', { on: first, familyId: family.id }));
  episodes.forEach((episode, index) => {
    const enquiry = episode.course === 'plan' || (episode.course === 'in-need' && chance.percent(enquiriesInNeed));
    tellEpisode(story, { ...episode, contactId: `C${index + 1}`, enquiry, until, assessedLate }, chance);
  });
  tellOpenContacts(story, { on, course, until, openContacts }, chance);
}

/** Contacts about a case that is open, where it stays so for weeks. */
function tellOpenContacts(
  story: Telling,
  { on, course, until, openContacts }: Omit<ChildTold, 'family' | 'assessedLate'>,
  chance: Chance,
): void {
  if (course === 'no-further-action' || course === 'not-in-need') return;
  for (let left = openContacts * 100, number = 1; left > 0; left -= 100, number += 1) {
    if (!chance.percent(left)) continue;
    const when = addDays(on, drawn(chance, englandSpans.openContact));
    if (when >= until) continue;
    const contactId = `O${number}`;
    story.tell(
      fact('ContactReceived', { on: when, contactId, source: chance.pick(englandMixes.openContactSources.from) }),
      fact('ContactDecided', { on: when, contactId, outcome: 'open-case' }),
    );
  }
}

function tellContactOnly(story: Telling, on: PlainDate, family: number, chance: Chance): void {
  story.tell(
    fact('ChildRegistered', inventedChild(on, addMonths(on, 12), family, chance)),
    fact('ContactReceived', {
      on,
      contactId: 'C1',
      source: chance.pick(englandMixes.contactSources.from),
      reason: 'A worry told.',
    }),
  );
  const outcome = chance.pick(englandMixes.contactOutcomes.from);
  story.tell(fact('ContactDecided', { on, contactId: 'C1', outcome }));
}

/** Enquiries are made in every plan and in so many in a hundred of the other episodes in need. */
const enquiriesInNeed =
  (100 * (englandRates.enquiries.value - englandRates.plansStarted.value)) /
  (100 - englandRates.noFurtherAction.value - englandRates.assessedNotInNeed.value - englandRates.plansStarted.value);

/**
 * How many in a hundred assessments are late that no other referral followed: those before another are always in time, so
 * that the share of all assessments in time is the published one.
 */
function assessedLateOf({ all, help }: ReferralsToAChild): number {
  const assessed = all * (1 - englandRates.noFurtherAction.value / 100);
  return (100 - englandRates.assessedInTime.value) / (1 - help / assessed);
}

/** Contacts about open cases, so many to a referral, fall to the last referrals of those in need. */
function openContactsOf({ all }: ReferralsToAChild, { nothing, notInNeed }: Courses): number {
  const toAReferral = ((englandRates.contacts.value - 1) * englandRates.openContacts.value) / 100;
  return (toAReferral * all) / (1 - (nothing + notInNeed) / 100);
}

/** What comes of a hundred last referrals; the others come to help in need. */
interface Courses {
  readonly nothing: number;
  readonly notInNeed: number;
  readonly plan: number;
}

/** With the referrals before them, the published shares of all the window's come out. */
function coursesOf({ all, nothing, help }: ReferralsToAChild): Courses {
  const { noFurtherAction, assessedNotInNeed, plansStarted, earlierNoFurtherAction, earlierNotInNeed } = englandRates;
  return {
    nothing: noFurtherAction.value * all - 100 * nothing,
    notInNeed:
      assessedNotInNeed.value * all - (100 * help * earlierNotInNeed.value) / (100 - earlierNoFurtherAction.value),
    plan: plansStarted.value * all,
  };
}

function courseOf(chance: Chance, { nothing, notInNeed, plan }: Courses): Course {
  const drawn = chance.below(10_000) / 100;
  if (drawn < nothing) return 'no-further-action';
  if (drawn < nothing + notInNeed) return 'not-in-need';
  return drawn < nothing + notInNeed + plan ? 'plan' : 'in-need';
}

function countOf(chance: Chance): number {
  let drawn = chance.below(100);
  for (const [children, percent] of siblings) {
    if (drawn < percent) return children;
    drawn -= percent;
  }
  return 1;
}

/** A seed of its own for each family (two rounds of murmur3's finaliser). */
function mixed(seed: number, number: number): number {
  let bits = (Math.imul(seed, 0x9e3779b1) ^ number) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
