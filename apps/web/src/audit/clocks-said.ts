import type { StepRead } from '#recording';
import { duties, forceInWords, limitInWords, type Rule } from '#timescales';
import { day, moment } from '../page/filters.ts';
import { codeInWords, dayInWords, evidenceInWords } from '../performance/in-words.ts';

/** A clock that a step turned, in words. */
export interface ClockSaid {
  readonly duty: string;
  readonly says: string;
  /** The rule it follows, where the step names it. */
  readonly rule: string;
}

/** A rule in force in a step, with where it was read and how well that is known. */
export interface RuleSaid {
  readonly name: string;
  readonly says: string;
}

type Started = Extract<StepRead['clocks'], { readonly started: unknown }>;
type Turned = Extract<StepRead['clocks'], { readonly turned: unknown }>['turned'][number];

/** What a step did to the clocks. */
export function clocksSaid(clocks: StepRead['clocks']): readonly ClockSaid[] {
  if ('turned' in clocks) return clocks.turned.map(turnedSaid);
  return [...clocks.started.map(startedSaid), ...clocks.stopped.map(stoppedSaid)];
}

function startedSaid({ clock, startedOn, due, dueAt, rule }: Started['started'][number]): ClockSaid {
  return { duty: dutyTitle(clock), says: `Started on ${dayInWords(startedOn)}, ${dueSaid(due, dueAt)}.`, rule };
}

function stoppedSaid({ clock, due, dueAt, stoppedOn, how, late, rule }: Started['stopped'][number]): ClockSaid {
  const when = stoppedOn === undefined ? '' : ` on ${dayInWords(stoppedOn)}`;
  const ended = how === 'met' ? (late ? 'Met late' : 'Met in time') : codeInWords(how);
  return { duty: dutyTitle(clock), says: `${ended}${when}: it was ${dueSaid(due, dueAt)}.`, rule };
}

function turnedSaid({ clock, before, after }: Turned): ClockSaid {
  const said = (standing: NonNullable<Turned['before']>): string =>
    `${codeInWords(standing.state).toLowerCase()}, ${dueSaid(standing.due, standing.dueAt)}`;
  const from = before === null ? 'Not there before' : `Before: ${said(before)}`;
  const to = after === null ? 'no more after' : `after: ${said(after)}`;
  return { duty: dutyTitle(clock), says: `${from}; ${to}.`, rule: '' };
}

/** When a clock falls due, in words. */
export function dueSaid(due: string | null, dueAt?: string): string {
  if (dueAt !== undefined) return `due ${moment(dueAt)}`;
  if (due === null) return 'with no day it falls due';
  return due === 'unknown' ? 'due on a day that is not known' : `due on ${day(due)}`;
}

/** A duty as it is called; one of a local pack by its name. */
export function dutyTitle(duty: string): string {
  return Object.hasOwn(duties, duty) ? duties[duty as keyof typeof duties].title : codeInWords(duty);
}

/** The rules that the clocks of these steps follow, each once. What is recalled is never called statutory. */
export function rulesSaid(named: readonly string[], rules: Readonly<Record<string, Rule>>): readonly RuleSaid[] {
  return [...new Set(named)].flatMap((id) => {
    const rule = rules[id];
    if (rule === undefined) return [];
    const { from, to } = rule.inForce;
    const until = to === null ? 'and still' : `until before ${day(to)}`;
    const force = rule.status === 'R' ? 'not read in any published text' : forceInWords(rule);
    const says = `${dutyTitle(rule.duty)}: ${limitInWords(rule.limit)}. In force from ${day(from)} ${until}. ${capital(force)}: ${rule.source} (${evidenceInWords(rule.status)}).`;
    return [{ name: id, says }];
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
