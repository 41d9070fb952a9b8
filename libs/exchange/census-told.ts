import type { PlainDate } from '#calendar';
import type { AssessmentKind, Facts, Ordinary, OrdinaryFacts, OrdinaryType } from '#events';
import { singleAssessments } from '#timescales';
import type { At, ChildRead } from './census-child.ts';
import { sexOfGender } from './census-codes.ts';
import { episodeOf, type Episode, type EpisodePlan } from './census-episode.ts';
import type { CensusFault } from './census-fault.ts';
import { earliest, noting, type Item, type Noting, type ToldFact } from './census-item.ts';
import type { CensusChild } from './census-records.ts';
import { windowOf, type CensusWindow, type CensusYear } from './census-year.ts';

/** What must be known of a child's journey so far to tell what a file adds to it. */
export interface KnownOfChild {
  /** Whether a case is known from another file, or was recorded here: then nothing is brought forward. */
  readonly hasCase: boolean;
  /** The days child protection plans known from elsewhere started. */
  readonly plansStartedOn: readonly PlainDate[];
  /** The categories of a plan that started on a day, as told before this file's year; undefined of a plan not known. */
  readonly categoriesBefore: (planStartedOn: PlainDate) => readonly string[] | undefined;
  /** The day this year's file told that a plan came under these categories, where it has told so. */
  readonly changeTold: (planStartedOn: PlainDate, categories: readonly string[]) => PlainDate | undefined;
  /** Whether the child is registered without a date of birth. */
  readonly isUnborn: boolean;
  readonly registeredOn?: PlainDate | undefined;
}

/** What a child's record in a file tells, as facts in the order they happened, and what of it contradicts itself. */
export interface Told {
  readonly facts: readonly ToldFact[];
  readonly faults: readonly CensusFault[];
}

/**
 * Tells a child's record as facts. A census holds no days for some of what it tells, so these stand on the day of what they
 * belong to (docs/adr/22): the finding that no conference was needed on the enquiry's first day, the decision on no further
 * action on the referral's or the closure's, a change of categories on the last review's.
 */
export function told(read: ChildRead, year: CensusYear, known: KnownOfChild): Told {
  const { child } = read;
  if (child === undefined) return { facts: [], faults: read.faults };
  const notes = noting(read);
  const window = windowOf(year);
  const diedOn = deathOf(child, window, notes);
  const episodes = withoutOverlappingPlans(
    withoutOverlaps(
      child.CINdetails.flatMap((record) => episodeOf(record, { window, diedOn }, notes) ?? []),
      notes,
    ),
    notes,
  );
  const telling = new Telling(notes, window, known);
  episodes.forEach((episode, index) => {
    telling.episode(episode, index, episodes);
  });
  if (episodes.length > 0) telling.child(child, episodes, diedOn);
  return { facts: inOrder(telling.facts), faults: [...read.faults, ...notes.faults] };
}

/** Facts of a day stand episode by episode; within one, what ends stands before what begins. */
function inOrder(facts: readonly ToldFact[]): readonly ToldFact[] {
  return [...facts].sort((a, b) => {
    const [one, other] = [a.fact.data.on, b.fact.data.on];
    if (one !== other) return one < other ? -1 : 1;
    return a.episode - b.episode || a.rank - b.rank;
  });
}

/** The places of facts within a day of an episode. */
const rank = {
  registered: -3,
  born: -2,
  opening: -1,
  referral: 0,
  ends: 1,
  begins: 2,
  conference: 3,
  plan: 4,
  needPlan: 5,
  endsSameDay: 6,
  closes: 7,
  dies: 8,
} as const;

const ofChild = -1;
/** After every episode of its day. */
const last = Number.MAX_SAFE_INTEGER;

class Telling {
  readonly facts: ToldFact[] = [];

  constructor(
    private readonly notes: Noting,
    private readonly window: CensusWindow,
    private readonly known: KnownOfChild,
  ) {}

  child(child: CensusChild, episodes: readonly Episode[], diedOn: PlainDate | undefined): void {
    const { ChildIdentifiers: of, ChildCharacteristics: characteristics } = child;
    const first =
      earliest([...episodes.map(({ referredOn }) => referredOn), this.known.registeredOn]) ?? this.window.from;
    const born = birthOf(child, this.window, this.notes);
    const sex = of.Sex ?? (of.GenderCurrent === undefined ? 'U' : sexOfGender[of.GenderCurrent]);
    const isBornLater = born !== undefined && (born > first || this.known.isUnborn);
    const item: Item = { kind: 'child', at: this.notes.at(child) };
    const at = this.notes.at(of, 'LAchildID');
    const details: Facts['ChildRegistered'] = {
      on: first,
      ...(born !== undefined && !isBornLater && { dateOfBirth: born }),
      ...(isBornLater && { expectedDateOfBirth: of.ExpectedPersonBirthDate ?? born }),
      ...(born === undefined &&
        of.ExpectedPersonBirthDate !== undefined && { expectedDateOfBirth: of.ExpectedPersonBirthDate }),
      sex: isBornLater ? 'U' : sex,
      ...(characteristics?.Ethnicity !== undefined && { ethnicity: characteristics.Ethnicity }),
      ...disabilitiesOf(child),
      ...(of.UPN !== undefined && { upn: of.UPN }),
      ...(of.UPN === undefined && of.UPNunknown !== undefined && { upnUnknownReason: of.UPNunknown as never }),
      ...(of.FormerUPN !== undefined && { formerUpn: of.FormerUPN }),
    };
    this.tell('ChildRegistered', details, item, at, ofChild, rank.registered);
    if (isBornLater) {
      const here = this.notes.at(of, 'PersonBirthDate');
      this.tell(
        'ChildBorn',
        { on: born, dateOfBirth: born, sex },
        { kind: 'birth', at: here },
        here,
        ofChild,
        rank.born,
      );
    }
    if (diedOn !== undefined) {
      const here = this.notes.at(of, 'PersonDeathDate');
      this.tell('ChildDied', { on: diedOn }, { kind: 'death', at: here }, here, last, rank.dies);
    }
  }

  episode(episode: Episode, index: number, episodes: readonly Episode[]): void {
    const { record, referredOn, noFurtherAction, closed, transferInOn } = episode;
    const { notes, window } = this;
    const at = notes.at(record, 'CINreferralDate');
    const referral: Item = { kind: 'referral', at };
    const source = record.ReferralSource ?? '10';
    const need = record.PrimaryNeedCode === undefined ? {} : { primaryNeed: record.PrimaryNeedCode };
    if (noFurtherAction) {
      const on = closed?.on ?? referredOn;
      const decidedAt = closed === undefined ? notes.at(record, 'ReferralNFA') : notes.at(record, 'CINclosureDate');
      this.tell('ReferralReceived', { on: referredOn, source, ...need }, referral, at, index, rank.referral);
      this.tell('ReferralDecided', { on, decision: 'no-further-action' }, referral, decidedAt, index, rank.closes);
      return;
    }
    const isBroughtForward = index === 0 && !this.known.hasCase && referredOn < window.from;
    const root: Item = isBroughtForward ? { kind: 'opening', at } : referral;
    if (isBroughtForward) {
      const opening = this.opening(episode);
      this.tell('CaseBroughtForward', opening, root, at, index, rank.opening, true);
      this.afterOpening(episode, index, root, episodes);
    } else {
      const moved = transferInOn === undefined ? {} : { byTransferIn: true };
      this.tell(
        'ReferralReceived',
        { on: referredOn, source, ...need, ...moved, decision: 'not-known' },
        referral,
        at,
        index,
        rank.referral,
        true,
      );
      this.parts(episode, index, referral, episodes);
    }
    if (closed !== undefined) {
      const here = notes.at(record, 'CINclosureDate');
      this.tell(
        'CaseClosed',
        { on: closed.on, reason: closed.reason },
        { kind: 'closure', at: here, of: root },
        here,
        index,
        rank.closes,
      );
    }
  }

  /** What was open when the file's year began, as one fact of its first day. */
  private opening({
    record,
    referredOn,
    transferInOn,
    assessments,
    enquiries,
    needPlans,
    plans,
  }: Episode): OrdinaryFacts['CaseBroughtForward'] {
    const { from } = this.window;
    const before = <T extends { readonly startedOn: PlainDate; readonly endedOn?: PlainDate | undefined }>(
      list: readonly T[],
    ): T | undefined =>
      list.find(({ startedOn, endedOn }) => startedOn < from && (endedOn === undefined || endedOn >= from));
    const assessment = assessments.find(
      ({ startedOn, authorisedOn }) => startedOn < from && (authorisedOn ?? from) >= from,
    );
    const enquiry = enquiries.find(
      ({ startedOn, conferenceOn, conferenceNotRequired }) =>
        startedOn < from && (conferenceOn ?? from) >= from && !conferenceNotRequired,
    );
    const needPlan = before(needPlans);
    const plan = before(plans);
    return {
      on: from,
      referral: {
        on: referredOn,
        source: record.ReferralSource ?? '10',
        ...(record.PrimaryNeedCode !== undefined && { primaryNeed: record.PrimaryNeedCode }),
        ...(transferInOn !== undefined && { byTransferIn: true }),
        awaitsDecision: false,
      },
      // A census tells of no assessment that was completed before its year; none is awaited of an older case.
      ...(assessment === undefined && { authorised: kindsOn(referredOn) }),
      ...(assessment !== undefined && { assessment: { kind: assessment.kind, startedOn: assessment.startedOn } }),
      ...(enquiry !== undefined && { enquiry: { startedOn: enquiry.startedOn } }),
      ...(needPlan !== undefined && plan === undefined && { childInNeedPlan: { startedOn: needPlan.startedOn } }),
      ...(plan !== undefined && { plan: this.planBroughtForward(plan) }),
    };
  }

  /** A plan starts on the day of its conference (rule 2885), so that day is told with it. */
  private planBroughtForward({
    startedOn,
    initial,
    latest,
    earlier,
    reviews,
  }: EpisodePlan): NonNullable<OrdinaryFacts['CaseBroughtForward']['plan']> {
    const lastReview = reviews.findLast(({ on }) => on < this.window.from);
    return {
      startedOn,
      conferenceOn: startedOn,
      initialCategories: initial,
      latestCategories: latest,
      previousPlansHere: { count: earlier },
      ...(lastReview !== undefined && { lastReviewOn: lastReview.on }),
    };
  }

  /** What happened from the opening's day on; and of what it tells, its end. */
  private afterOpening(episode: Episode, index: number, root: Item, episodes: readonly Episode[]): void {
    const { from } = this.window;
    const opening = this.facts.at(-1);
    const balance = opening?.fact.type === 'CaseBroughtForward' ? opening.fact.data : undefined;
    const isTold = (type: OrdinaryType, on: PlainDate): boolean => {
      switch (type) {
        case 'AssessmentStarted':
          return balance?.assessment?.startedOn === on;
        case 'StrategyDiscussionHeld':
          return balance?.enquiry?.startedOn === on;
        case 'ChildInNeedPlanStarted':
          return balance?.childInNeedPlan?.startedOn === on;
        case 'PlanStarted':
          return balance?.plan?.startedOn === on;
        case 'InitialConferenceHeld':
          return balance?.plan?.conferenceOn === on;
        case 'ReviewConferenceHeld':
          return balance?.plan?.lastReviewOn !== undefined && on <= balance.plan.lastReviewOn;
        default:
          return false;
      }
    };
    const before = this.facts.length;
    this.parts(episode, index, root, episodes);
    const parts = this.facts.splice(before);
    const isChange = (type: OrdinaryType): boolean => type === 'PlanCategoriesChanged' && balance?.plan !== undefined;
    this.facts.push(
      ...parts.filter(({ fact: { type, data } }) => !(data.on < from && isTold(type, data.on)) && !isChange(type)),
    );
  }

  private parts(episode: Episode, index: number, referral: Item, episodes: readonly Episode[]): void {
    const { notes } = this;
    const { record, transferInOn, plans } = episode;
    const starts = new Set(plans.map(({ startedOn }) => startedOn));
    for (const {
      record: group,
      kind,
      fields,
      startedOn,
      authorisedOn,
      internalReviewOn,
      factors,
    } of episode.assessments) {
      const at = notes.at(group, fields.start);
      const item: Item = { kind: 'assessment', at, of: referral };
      const review = internalReviewOn === undefined ? {} : { internalReviewOn };
      this.tell('AssessmentStarted', { on: startedOn, kind, ...review }, item, at, index, rank.begins, true);
      if (authorisedOn === undefined) continue;
      const data = { on: authorisedOn, kind, factors: factors ?? 'not-known', outcome: 'not-known' } as const;
      this.tell(
        'AssessmentAuthorised',
        data,
        item,
        notes.at(group, fields.end),
        index,
        endsOn(authorisedOn, startedOn),
      );
    }
    for (const { record: group, startedOn, conferenceOn, conferenceNotRequired } of episode.enquiries) {
      const at = notes.at(group, 'S47ActualStartDate');
      const item: Item = { kind: 'enquiry', at, of: referral };
      this.tell(
        'StrategyDiscussionHeld',
        { on: startedOn, attended: 'not-known', decision: 'section-47-single' },
        item,
        at,
        index,
        rank.begins,
        true,
      );
      if (conferenceNotRequired) {
        const here = notes.at(group, 'ICPCnotRequired');
        this.tell(
          'Section47Concluded',
          { on: startedOn, outcome: 'conference-not-required', substantiated: 'not-known' },
          item,
          here,
          index,
          rank.conference,
        );
      }
      if (conferenceOn !== undefined)
        this.conference(conferenceOn, starts, 'following-enquiry', item, notes.at(group, 'DateOfInitialCPC'), index);
    }
    if (transferInOn !== undefined) {
      this.conference(transferInOn, starts, 'transfer-in', referral, notes.at(record, 'DateOfInitialCPC'), index);
    }
    for (const { record: group, startedOn, endedOn } of episode.needPlans) {
      const at = notes.at(group, 'CINPlanStartDate');
      const item: Item = { kind: 'need-plan', at, of: referral };
      this.tell('ChildInNeedPlanStarted', { on: startedOn }, item, at, index, rank.needPlan, true);
      if (endedOn === undefined) continue;
      this.tell(
        'ChildInNeedPlanEnded',
        { on: endedOn },
        item,
        notes.at(group, 'CINPlanEndDate'),
        index,
        endsOn(endedOn, startedOn),
      );
    }
    for (const plan of plans) this.plan(plan, index, referral, episodes, episode);
  }

  private conference(
    on: PlainDate,
    planStarts: ReadonlySet<PlainDate>,
    kind: 'following-enquiry' | 'transfer-in',
    of: Item,
    at: At,
    index: number,
  ): void {
    const outcome = planStarts.has(on) ? 'plan' : 'child-in-need';
    const said = kind === 'transfer-in' ? { kind } : {};
    const data: Facts['InitialConferenceHeld'] = { on, ...said, ...unknownMeeting, coreGroup: 'not-known', outcome };
    this.tell('InitialConferenceHeld', data, { kind: 'conference', at, of }, at, index, rank.conference);
  }

  private plan(plan: EpisodePlan, index: number, referral: Item, episodes: readonly Episode[], episode: Episode): void {
    const { notes, known, window } = this;
    const { record, startedOn, endedOn, initial, latest, earlier, reviews } = plan;
    const at = notes.at(record, 'CPPstartDate');
    const item: Item = { kind: 'plan', at, of: referral };
    const isKnown = known.plansStartedOn.includes(startedOn);
    const hasConference = [...episode.enquiries.map(({ conferenceOn }) => conferenceOn), episode.transferInOn].includes(
      startedOn,
    );
    if (!hasConference && !isKnown) {
      if (startedOn >= window.from) {
        const reason = `No initial conference met on ${startedOn}, the day this plan started.`;
        notes.note(at, '2885', 'plan-not-from-conference', reason, 'item');
        return;
      }
      // Before the file's year its conference is told by nothing but the plan's own start (rule 2885).
      this.conference(startedOn, new Set([startedOn]), 'following-enquiry', item, at, index);
    }
    const before = new Set(
      [...known.plansStartedOn, ...episodes.flatMap(({ plans }) => plans.map((each) => each.startedOn))].filter(
        (day) => day < startedOn,
      ),
    );
    const count = earlier - before.size;
    const previous = count > 0 ? { previousPlansHere: { count } } : {};
    this.tell('PlanStarted', { on: startedOn, categories: initial, ...previous }, item, at, index, rank.plan, true);
    for (const { on, index: which } of reviews) {
      const here = notes.at(record.Reviews ?? record, 'CPPreviewDate', which);
      const data: Facts['ReviewConferenceHeld'] = {
        on,
        ...unknownMeeting,
        outcome: on === endedOn ? 'end' : 'continue',
      };
      this.tell('ReviewConferenceHeld', data, { kind: 'review', at: here, of: item }, here, index, rank.ends);
    }
    this.categories(plan, item, index, known.categoriesBefore(startedOn) ?? initial, latest);
    if (endedOn !== undefined) {
      const here = notes.at(record, 'CPPendDate');
      this.tell(
        'PlanEnded',
        { on: endedOn, reason: 'not-known', stepDown: 'not-known' },
        { kind: 'plan-end', at: here, of: item },
        here,
        index,
        endsOn(endedOn, startedOn),
      );
    }
  }

  /** A census does not say when the categories changed: the day of the last review, or of the plan's end, or the reference date. */
  private categories(
    { record, startedOn, endedOn, reviews }: EpisodePlan,
    item: Item,
    index: number,
    before: readonly string[],
    latest: EpisodePlan['latest'],
  ): void {
    if (sameSet(before, latest)) return;
    const on = this.known.changeTold(startedOn, latest) ?? reviews.at(-1)?.on ?? endedOn ?? this.window.to;
    const at = this.notes.at(record, 'LatestCategoryOfAbuse');
    this.tell(
      'PlanCategoriesChanged',
      { on, categories: latest },
      { kind: 'review', at, of: item },
      at,
      index,
      rank.ends,
    );
  }

  private tell<T extends OrdinaryType>(
    type: T,
    data: OrdinaryFacts[T],
    item: Item,
    at: At,
    episode: number,
    place: number,
    begins = false,
  ): void {
    this.facts.push({ fact: { type, data } as unknown as Ordinary, item, at, episode, rank: place, begins });
  }
}

/** The kinds of assessment that a referral of that day could be met by. */
function kindsOn(day: PlainDate): readonly AssessmentKind[] {
  if (day < singleAssessments.earliest) return ['initial'];
  return day < singleAssessments.byDefault ? ['initial', 'single'] : ['single'];
}

const unknownMeeting = {
  invited: 'not-known',
  attended: 'not-known',
  reportsReceived: 'not-known',
  childParticipated: 'not-known',
} as const;

function endsOn(endedOn: PlainDate, startedOn: PlainDate): number {
  return endedOn === startedOn ? rank.endsSameDay : rank.ends;
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function birthOf(
  { ChildIdentifiers: of }: CensusChild,
  window: CensusWindow,
  { at, note }: Noting,
): PlainDate | undefined {
  const { PersonBirthDate: born, ExpectedPersonBirthDate: expected } = of;
  if (born !== undefined && born > window.to) {
    note(
      at(of, 'PersonBirthDate'),
      '8520',
      'born-after-census-year',
      `The child is born on ${born}, after the reference date ${window.to}.`,
      'value',
    );
    return undefined;
  }
  if (
    born === undefined &&
    expected === undefined &&
    at(of, 'PersonBirthDate') === at(of) &&
    at(of, 'ExpectedPersonBirthDate') === at(of)
  ) {
    note(
      at(of),
      '8525Q',
      'missing',
      'Neither a date of birth nor an expected one is given. The child is registered without.',
      'nothing',
    );
  }
  return born;
}

function deathOf(
  { ChildIdentifiers: of }: CensusChild,
  window: CensusWindow,
  { at, note }: Noting,
): PlainDate | undefined {
  const { PersonBirthDate: born, PersonDeathDate: died } = of;
  if (died === undefined) return undefined;
  const here = at(of, 'PersonDeathDate');
  if (born !== undefined && died < born) {
    note(
      here,
      '8535Q',
      'died-before-birth',
      `The child is said to have died on ${died}, before being born on ${born}.`,
      'value',
    );
    return undefined;
  }
  if (died > window.to) {
    note(here, '8545Q', 'after-census-year', `The death is dated after the reference date ${window.to}.`, 'value');
    return undefined;
  }
  return died;
}

function disabilitiesOf({ ChildCharacteristics: of }: CensusChild): Pick<Facts['ChildRegistered'], 'disabilities'> {
  const told = [...new Set(of?.Disabilities?.Disability ?? [])];
  const some = told.filter((each) => each !== 'NONE');
  if (told.length === 0) return {};
  return { disabilities: some.length > 0 ? some : ['NONE'] };
}

/** Episodes in order of their referrals, those left out that were received while another was open. */
function withoutOverlaps(episodes: readonly Episode[], { at, note }: Noting): readonly Episode[] {
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
    const isOpen = open.closed === undefined && !open.noFurtherAction;
    const rule = !isOpen ? '8820' : episode.closed === undefined && !episode.noFurtherAction ? '8815' : '8816';
    const reason = `A case was open from the referral on ${open.referredOn}: what is received on an open case is no new referral.`;
    note(at(episode.record, 'CINreferralDate'), rule, 'case-already-open', reason, 'item');
  }
  return kept;
}

const never = '9999-12-31' as PlainDate;

function endOf({ referredOn, noFurtherAction, closed }: Episode): PlainDate {
  return closed?.on ?? (noFurtherAction ? referredOn : never);
}

/** Plans left out that started while another of the child's was open. */
function withoutOverlappingPlans(episodes: readonly Episode[], { at, note }: Noting): readonly Episode[] {
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
