import { addDays, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { demand } from './contradiction.ts';
import { earliest, latest, workingDaysAfter } from './days.ts';
import { roomUntil, type ChildLine, type Episode } from './episodes.ts';
import { published, publishedWithin, type Span, type Story, type Targets } from './targets.ts';

/** The days an enquiry that leads to no plan takes at the most, from its strategy discussion to its conference. */
const longest = 15;

/**
 * Adds the section 47 enquiries and the conferences that led to no plan, as many as the figures say beside those that
 * did. They belong to children found to be in need: an enquiry rules out the closure reasons of an assessment alone.
 */
export function shareOutEnquiries(targets: Targets, story: Story, lines: readonly ChildLine[], chance: Chance): void {
  for (const year of story.years) {
    const told = lines.flatMap(({ episodes }) => episodes);
    for (const part of partsOf(targets, story, year)) {
      const begun = told.filter(({ plan }) => plan !== undefined && isWithin(plan.strategyOn, part)).length;
      const free = chance.shuffled(lines.flatMap((line) => candidates(line, part)));
      const wanting = part.count - begun;
      demand(
        wanting >= 0 && free.length >= wanting,
        story.authority,
        `${String(part.count)} enquiries cannot begin from ${part.from} to ${part.to}`,
      );
      for (const { episode, strategyOn, room } of free.slice(0, wanting)) enquire(episode, strategyOn, room, chance);
    }
    const conferences = published(targets, story.authority, 'initial-conferences', year)?.numerator;
    if (conferences !== undefined) confer(told, year, conferences, story.authority, chance);
  }
}

/** The parts of the year enquiries are published for; the year whole where only that is; none where nothing is. */
function partsOf(targets: Targets, story: Story, year: Span): readonly (Span & { count: number })[] {
  const known = publishedWithin(targets, story.authority, 'section-47-enquiries', year).flatMap(
    ({ from, to, numerator }) => (numerator === undefined ? [] : [{ from, to, count: numerator }]),
  );
  return known.length > 1 ? known.filter((part) => part.from !== year.from || part.to !== year.to) : known;
}

/** The episodes of a child in which an enquiry may begin within the span: assessed, in need, and not closed too soon. */
function candidates(line: ChildLine, span: Span): { episode: Episode; strategyOn: PlainDate; room: PlainDate }[] {
  return line.episodes.flatMap((episode, index) => {
    const room = roomUntil(line, index);
    const strategyOn = workingDaysAfter(episode.on, 2);
    const ends = workingDaysAfter(strategyOn, longest);
    const fits =
      isWithin(strategyOn, span) && ends <= room && episode.closedAs === 'RC7' && episode.authorisedOn !== undefined;
    return fits && episode.plan === undefined && episode.enquiry === undefined ? [{ episode, strategyOn, room }] : [];
  });
}

function enquire(episode: Episode, strategyOn: PlainDate, room: PlainDate, chance: Chance): void {
  episode.enquiry = { strategyOn, concludedOn: workingDaysAfter(strategyOn, chance.between(2, 10)) };
  const lasted = latest(episode.closedOn ?? strategyOn, workingDaysAfter(strategyOn, longest + chance.between(0, 40)));
  episode.closedOn = latest(workingDaysAfter(strategyOn, longest), earliest(lasted, addDays(room, 5)));
}

/** Takes as many of the enquiries to a conference that decided on no plan as the year's conferences leave over. */
function confer(told: readonly Episode[], year: Span, conferences: number, authority: string, chance: Chance): void {
  const onPlans = told.filter(({ plan }) => plan !== undefined && isWithin(plan.start, year)).length;
  const free = told.flatMap(({ enquiry }) =>
    enquiry !== undefined && isWithin(workingDaysAfter(enquiry.strategyOn, longest), year) ? [enquiry] : [],
  );
  const wanting = conferences - onPlans;
  demand(
    wanting >= 0 && free.length >= wanting,
    authority,
    `${String(conferences)} conferences cannot have been held from ${year.from} to ${year.to}`,
  );
  for (const enquiry of chance.shuffled(free).slice(0, wanting)) {
    enquiry.conferenceOn = workingDaysAfter(enquiry.strategyOn, chance.between(10, longest));
  }
}

function isWithin(day: PlainDate, span: Span): boolean {
  return day >= span.from && day <= span.to;
}
