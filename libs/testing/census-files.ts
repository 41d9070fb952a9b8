import type { PlainDate } from '#calendar';
import {
  childStructure,
  elementsIn,
  genderOfSex,
  isGroup,
  windowOf,
  type CensusChild,
  type CensusYear,
  type CinDetails,
  type GroupElement,
} from '#exchange';
import type { CensusStory, StoryEpisode } from './census-stories.ts';

/** What a story says in the census of a year, by the guide's rules of what to include; undefined where it is in no episode. */
export function censusChildOf(story: CensusStory, year: CensusYear): CensusChild | undefined {
  const { from, to } = windowOf(year);
  const episodes = story.episodes.filter(({ referredOn, noFurtherAction, closedOn }) =>
    noFurtherAction
      ? referredOn >= from && referredOn <= to
      : referredOn <= to && (closedOn === undefined || closedOn >= from),
  );
  if (episodes.length === 0) return undefined;
  const isBorn = story.bornOn <= to;
  return {
    ChildIdentifiers: {
      LAchildID: story.id,
      UPNunknown: 'UN1',
      ...(isBorn ? { PersonBirthDate: story.bornOn } : { ExpectedPersonBirthDate: story.bornOn }),
      ...(year < 2025 ? { GenderCurrent: genderOfSex[isBorn ? story.sex : 'U'] } : { Sex: isBorn ? story.sex : 'U' }),
    },
    ChildCharacteristics: { Ethnicity: story.ethnicity, Disabilities: { Disability: ['NONE'] } },
    CINdetails: episodes.map((episode) => detailsOf(episode, year)),
  };
}

function detailsOf(episode: StoryEpisode, year: CensusYear): CinDetails {
  const { from, to } = windowOf(year);
  const inYear = (day: PlainDate): boolean => day >= from && day <= to;
  const by = (day: PlainDate | undefined): PlainDate | undefined => (day !== undefined && day <= to ? day : undefined);
  const { plan, needPlan } = episode;
  const closed = by(episode.closedOn);
  const assessments = episode.assessments.filter(
    ({ startedOn, authorisedOn }) => inYear(authorisedOn) || (inYear(startedOn) && authorisedOn > to),
  );
  const enquiries = episode.enquiries.filter(
    ({ startedOn, conferenceOn }) =>
      inYear(startedOn) || (conferenceOn !== undefined && startedOn < from && inYear(conferenceOn)),
  );
  const isOn = (begun: PlainDate, ended: PlainDate): boolean => begun <= to && ended >= from;
  const lastBefore = plan?.reviewsOn.findLast((on) => on < from);
  return {
    CINreferralDate: episode.referredOn,
    ...(year >= 2014 && { ReferralSource: episode.source }),
    ...(!episode.noFurtherAction && { PrimaryNeedCode: episode.need }),
    ...(closed !== undefined && { CINclosureDate: closed, ReasonForClosure: episode.reason }),
    ...(year <= 2014 && {
      InitialAssessments: assessments
        .filter(({ startedOn }) => startedOn < '2013-04-01')
        .map(({ startedOn, authorisedOn }) => ({ ActualStartDate: startedOn, ActualEndDate: by(authorisedOn) })),
    }),
    Assessments: assessments
      .filter(({ startedOn }) => startedOn >= '2013-04-01')
      .map(({ startedOn, authorisedOn, factors }) => ({
        AssessmentActualStartDate: startedOn,
        AssessmentAuthorisationDate: by(authorisedOn),
        ...(authorisedOn <= to && { FactorsIdentifiedAtAssessment: { AssessmentFactors: factors } }),
      })),
    ...(year >= 2022 && needPlan !== undefined && isOn(needPlan.startedOn, needPlan.endedOn)
      ? { CINPlanDates: [{ CINPlanStartDate: needPlan.startedOn, CINPlanEndDate: by(needPlan.endedOn) }] }
      : {}),
    Section47: enquiries.map(({ startedOn, concludedOn, conferenceOn }) => ({
      S47ActualStartDate: startedOn,
      DateOfInitialCPC: by(conferenceOn),
      ICPCnotRequired: conferenceOn === undefined && concludedOn <= to,
    })),
    ReferralNFA: episode.noFurtherAction,
    ...(plan !== undefined && isOn(plan.startedOn, plan.endedOn)
      ? {
          ChildProtectionPlans: [
            {
              CPPstartDate: plan.startedOn,
              CPPendDate: by(plan.endedOn),
              InitialCategoryOfAbuse: plan.initial,
              LatestCategoryOfAbuse: plan.changedOn <= to ? plan.latest : plan.initial,
              NumberOfPreviousCPP: plan.earlier,
              ...reviews(plan.reviewsOn.filter((on) => inYear(on) || on === lastBefore)),
            },
          ],
        }
      : {}),
  };
}

function reviews(days: readonly PlainDate[]) {
  return days.length === 0 ? {} : { Reviews: { CPPreviewDate: days } };
}

/** A census file, line by line and one element to a line: a line's number is its place in the file, from 1. */
export function* censusFileLines(
  authority: string,
  year: CensusYear,
  children: Iterable<CensusChild>,
): Generator<string> {
  const { to } = windowOf(year);
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield '<Message>';
  yield `<Header><CollectionDetails><Collection>CIN</Collection><Year>${String(year)}</Year><ReferenceDate>${to}</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>${authority}</LEA><SoftwareCode>invented</SoftwareCode><Release>1</Release><SerialNo>001</SerialNo><DateTime>${String(year)}-05-01T10:00:00</DateTime></Source></Header>`;
  yield '<Children>';
  for (const child of children) yield* linesOf(child, childStructure, year);
  yield '</Children>';
  yield '</Message>';
}

/** A record's lines, in the order of the structure. */
export function* linesOf(record: object, group: GroupElement, year: CensusYear): Generator<string> {
  yield `<${group.name}>`;
  for (const element of elementsIn(group, year)) {
    const field = isGroup(element) ? element.name : (element.field ?? element.name);
    const given: unknown = Reflect.get(record, field);
    if (given === undefined) continue;
    for (const each of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (isGroup(element)) yield* linesOf(each as object, element, year);
      else yield `<${element.name}>${typeof each === 'boolean' ? (each ? '1' : '0') : String(each)}</${element.name}>`;
    }
  }
  yield `</${group.name}>`;
}

/** The file of a year that these stories make. */
export function censusFile(authority: string, year: CensusYear, stories: Iterable<CensusStory>): string {
  return [...censusFileLines(authority, year, childrenOf(stories, year))].join('\n');
}

export function* childrenOf(stories: Iterable<CensusStory>, year: CensusYear): Generator<CensusChild> {
  for (const story of stories) {
    const child = censusChildOf(story, year);
    if (child !== undefined) yield child;
  }
}
