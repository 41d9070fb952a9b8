import type { PlainDate } from '#calendar';
import type { Facts, Ordinary } from '#events';
import { as, withdrawal, type Change, type Merging } from './census-change.ts';
import type { ToldFact } from './census-item.ts';
import type { Said } from './census-past.ts';
import { windowOf } from './census-year.ts';

/**
 * What an earlier year's file left unfinished and this year's, which tells the episode, does not tell: an enquiry of which no
 * conference came, and an assessment never completed in a case that is closed. An enquiry that led to no conference is in no
 * later file (guide p50), and an assessment that was not completed neither (rule 8736).
 */
export function unfinished(
  { past, year, child, note, told }: Pick<Merging, 'past' | 'year' | 'child' | 'note' | 'told'>,
  free: ReadonlySet<Said>,
): readonly Change[] {
  const { from } = windowOf(year);
  const found: Change[] = [];
  const stands = past.said.filter(({ standing }) => standing === 'stands').map(({ fact }) => fact);
  for (const { fact, id, since, standing } of free) {
    if (standing !== 'stands' || since >= year || fact.data.on >= from) continue;
    const episode = episodeToldAt(told, fact.data.on);
    if (episode === undefined) continue;
    if (fact.type === 'StrategyDiscussionHeld' && !isEnded(stands, told, fact)) {
      const data: Facts['Section47Concluded'] = {
        on: fact.data.on,
        ...notRequired,
      };
      found.push(as(child, { type: 'Section47Concluded', data }));
    } else if (
      fact.type === 'AssessmentStarted' &&
      episode.closedOn !== undefined &&
      !isAuthorised(stands, told, fact)
    ) {
      found.push(as(child, withdrawal(id, `${note}: the case is closed, and no file tells that this was completed.`)));
    }
  }
  return found;
}

/** What a file tells as still going on, and a later year's file, taken over before it, had no more of. */
export function asLaterFilesHaveIt({ past, year, told }: Merging, each: ToldFact): readonly Change[] {
  const { fact } = each;
  if (past.lastYear === undefined || past.lastYear <= year) return [each];
  const stands = past.said.filter(({ standing }) => standing === 'stands').map((said) => said.fact);
  if (fact.type === 'StrategyDiscussionHeld' && !isEnded(stands, told, fact)) {
    const data: Facts['Section47Concluded'] = { on: fact.data.on, ...notRequired };
    return [each, { ...each, fact: { type: 'Section47Concluded', data }, begins: false }];
  }
  const isClosedLater = stands.some(({ type, data: { on } }) => type === 'CaseClosed' && on > windowOf(year).to);
  if (fact.type === 'AssessmentStarted' && isClosedLater && !isAuthorised(stands, told, fact)) return [];
  return [each];
}

const notRequired = { outcome: 'conference-not-required', substantiated: 'not-known' } as const;

function episodeToldAt(
  told: readonly ToldFact[],
  day: PlainDate,
): { readonly closedOn: PlainDate | undefined } | undefined {
  const referral = told.findLast(({ fact }) => fact.type === 'ReferralReceived' && fact.data.on <= day);
  if (referral === undefined) return undefined;
  const closed = told.find(({ fact, episode }) => fact.type === 'CaseClosed' && episode === referral.episode)?.fact.data
    .on;
  return closed !== undefined && closed < day ? undefined : { closedOn: closed };
}

function isEnded(stands: readonly Ordinary[], told: readonly ToldFact[], start: Ordinary): boolean {
  const all = [...stands, ...told.map(({ fact }) => fact)];
  const next = all
    .flatMap(({ type, data: { on } }) => (type === 'StrategyDiscussionHeld' && on > start.data.on ? [on] : []))
    .sort()[0];
  return all.some(
    ({ type, data: { on } }) =>
      (type === 'Section47Concluded' || type === 'InitialConferenceHeld') &&
      on >= start.data.on &&
      (next === undefined || on < next || (on === next && type === 'InitialConferenceHeld')),
  );
}

function isAuthorised(
  stands: readonly Ordinary[],
  told: readonly ToldFact[],
  start: Extract<Ordinary, { type: 'AssessmentStarted' }>,
): boolean {
  const all = [...stands, ...told.map(({ fact }) => fact)];
  const ofKind = (fact: Ordinary): boolean => 'kind' in fact.data && fact.data.kind === start.data.kind;
  const next = all
    .flatMap((fact) =>
      fact.type === 'AssessmentStarted' && ofKind(fact) && fact.data.on > start.data.on ? [fact.data.on] : [],
    )
    .sort()[0];
  return all.some(
    (fact) =>
      fact.type === 'AssessmentAuthorised' &&
      ofKind(fact) &&
      fact.data.on >= start.data.on &&
      (next === undefined || fact.data.on <= next),
  );
}
