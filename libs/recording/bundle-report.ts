import { daysBetween, inWords, londonDate, londonInstant } from '#calendar';
import { forceInWords, limitInWords, type Explanation } from '#timescales';
import { meaningOf, type DisclosedClock, type DisclosedFact, type Disclosure, type ShownFact } from './disclosure.ts';
import { html, type Html } from './html.ts';

/** What the report tells of the anchor beside the record. */
export interface ReportAnchor {
  readonly number: number;
  readonly at: string;
  readonly digest: string;
  /** The last fact it covers. */
  readonly revision: number;
}

/** The record as a page to read and print: no script, nothing from elsewhere, the same bytes of the same record. */
export function reportOf(disclosure: Disclosure, recipient: string, anchor: ReportAnchor | undefined): string {
  const { authority, child, asAt, facts, standing, clocks } = disclosure;
  const withheld = facts.filter((fact) => fact.shown === undefined);
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Record of child ${child}, authority ${authority}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>Record of child ${child}</h1>
          <p>
            Authority ${authority}. Made for ${recipient}. As at ${londonInstant(asAt)}, when the last of its
            ${countOf(facts.length, 'fact')} was recorded.
          </p>
        </header>
        <main>
          <section aria-labelledby="standing">
            <h2 id="standing">Where the case stands</h2>
            <p>${standing ?? 'Not told: facts are withheld on request, and it would tell of them.'}</p>
          </section>
          <section aria-labelledby="clocks">
            <h2 id="clocks">Duties and their days</h2>
            ${clocksIn(clocks)}
          </section>
          <section aria-labelledby="timeline">
            <h2 id="timeline">What was recorded, in that order</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">No.</th>
                  <th scope="col">Happened</th>
                  <th scope="col">What</th>
                  <th scope="col">Recorded</th>
                </tr>
              </thead>
              <tbody>
                ${facts.map(factIn)}
              </tbody>
            </table>
          </section>
          <section aria-labelledby="withheld">
            <h2 id="withheld">What is withheld</h2>
            ${withheldIn(facts, withheld)}
          </section>
          <section aria-labelledby="proof">
            <h2 id="proof">How this can be checked</h2>
            <p>
              Each fact carries a digest of itself and of the fact before it. The last is ${facts.at(-1)?.digest ?? ''}.
              ${anchorIn(anchor, facts.length)}
            </p>
            <p>The files beside this page hold what was digested, fact by fact: README.txt says how to check them.</p>
          </section>
        </main>
      </body>
    </html> `.text;
}

function clocksIn(clocks: readonly DisclosedClock[] | null): Html {
  if (clocks === null) return html`<p>Not told: facts are withheld on request, and they would tell of them.</p>`;
  if (clocks.length === 0) return html`<p>No duty with a day was begun.</p>`;
  return html`${clocks.map(clockIn)}`;
}

function clockIn({ title, startedOn, due, dueAt, stoppedOn, state, explanation }: DisclosedClock): Html {
  const { rule } = explanation;
  const dueDay = dueAt ?? (due === null ? 'no limit' : due === 'unknown' ? 'not known' : inWords(due));
  return html`<article>
    <h3>${title}</h3>
    <dl>
      <dt>Began</dt>
      <dd>${inWords(startedOn)}</dd>
      <dt>Due</dt>
      <dd>${dueDay}</dd>
      <dt>State</dt>
      <dd>${stateInWords[state]}${stoppedOn === undefined ? '' : ` (${inWords(stoppedOn)})`}</dd>
      <dt>Rule</dt>
      <dd>${rule.id}: ${limitInWords(rule.limit)} (${forceInWords(rule)}; ${rule.source})</dd>
    </dl>
    ${explained(explanation)}
  </article>`;
}

const stateInWords: Readonly<Record<DisclosedClock['state'], string>> = {
  running: 'running',
  'due-soon': 'due soon',
  overdue: 'overdue',
  met: 'met in time',
  'met-late': 'met late',
  missed: 'missed: cancelled after its due day',
  cancelled: 'cancelled',
  unknown: 'not known',
};

function explained(explanation: Explanation): Html {
  switch (explanation.how) {
    case 'working-days':
    case 'days':
      return html`<ol class="days">
        ${explanation.days.map(({ on, why }) => html`<li>${on} ${why}</li>`)}
      </ol>`;
    case 'months':
      return html`<p>${explanation.sum.why}</p>`;
    case 'no-limit':
      return html``;
    default:
      return html`<p>${explanation.why}</p>`;
  }
}

function factIn({ revision, digest, withheld, shown }: DisclosedFact): Html {
  const number = html`<tr id="fact-${revision}">
    <th scope="row">${revision}</th>
  </tr>`;
  if (shown === undefined) {
    const why = withheld === undefined ? '' : whyWithheld[withheld];
    return html`${number}<td></td><td><strong>Withheld.</strong> It is ${why}. Its digest is <code>${digest}</code>.</td><td></td></tr>`;
  }
  const { on, type, recordedAt, recordedBy } = shown;
  return html`${number}<td>${on === undefined ? '' : inWords(on)}</td><td>${marksIn(shown)}<strong>${type}</strong>. ${meaningOf(type)}
${detailsIn(shown)}</td><td>${londonInstant(recordedAt)} by ${recordedBy}</td></tr>`;
}

const whyWithheld: Readonly<Record<NonNullable<DisclosedFact['withheld']>, string>> = {
  'another-child': 'another child’s',
  'on-request': 'withheld on request',
  'text-not-sealed': 'withheld for a text in it that was never sealed',
};

function marksIn({ on, recordedAt, withdrawnBy, correctedBy }: ShownFact): readonly Html[] {
  const late = on === undefined ? 0 : daysBetween(on, londonDate(recordedAt));
  return [
    ...(late > 0 ? [html`<em class="mark">Recorded ${countOf(late, 'day')} after it happened.</em> `] : []),
    ...(correctedBy === undefined
      ? []
      : [html`<em class="mark">Corrected by <a href="#fact-${correctedBy}">${correctedBy}</a>.</em> `]),
    ...(withdrawnBy === undefined
      ? []
      : [html`<em class="mark">Withdrawn by <a href="#fact-${withdrawnBy}">${withdrawnBy}</a>.</em> `]),
  ];
}

function detailsIn({ data, closed }: ShownFact): Html {
  const rows = linesOf(data).filter(([name]) => name !== 'on');
  const whyIn = { withheld: 'withheld', erased: 'erased: nobody can read it again', unreadable: 'cannot be read here' };
  const lines = [
    ...rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    ),
    ...closed.map(
      ({ field, why }) =>
        html`<dt>${field}</dt>
          <dd><em>${whyIn[why]}</em></dd>`,
    ),
  ];
  return lines.length === 0 ? html`` : html`<dl>${lines}</dl>`;
}

function linesOf(data: object, within = ''): readonly (readonly [string, string])[] {
  return Object.entries(data).flatMap(([name, value]: [string, unknown]): readonly (readonly [string, string])[] => {
    if (value === undefined || value === null) return [];
    const whole = within + name;
    if (Array.isArray(value)) return [[whole, value.map((each) => textOf(each)).join(', ')]];
    return typeof value === 'object' ? linesOf(value, `${whole}.`) : [[whole, textOf(value)]];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function withheldIn(facts: readonly DisclosedFact[], withheld: readonly DisclosedFact[]): Html {
  const texts = facts.flatMap(({ revision, shown }) =>
    (shown?.closed ?? []).map(({ field, why }) => html`<li>${field} of fact ${revision}: ${why}</li>`),
  );
  const whole = withheld.map(({ revision, withheld: why }) => {
    return html`<li>Fact ${revision}: ${why === undefined ? '' : whyWithheld[why]}</li>`;
  });
  if (whole.length + texts.length === 0) return html`<p>Nothing.</p>`;
  return html`<p>Exactly these: every other fact and text of the record is here.</p>
    <ul>
      ${[...whole, ...texts]}
    </ul>`;
}

function anchorIn(anchor: ReportAnchor | undefined, facts: number): string {
  if (anchor === undefined) return 'No anchor covers it yet.';
  const later = facts - 1 - anchor.revision;
  const since = later > 0 ? ` ${countOf(later, 'fact')} came after it.` : '';
  return `Anchor ${String(anchor.number)} of ${anchor.at}, ${anchor.digest}, covers it up to fact ${String(anchor.revision)}.${since}`;
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const style = html`
  body { font: 1rem/1.4 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c; }
  table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #b1b4b6; padding: .4rem;
  text-align: left; vertical-align: top; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem;
  margin: .3rem 0; } dt { color: #505a5f; } dd { margin: 0; overflow-wrap: anywhere; } code { overflow-wrap: anywhere; }
  .mark { background: #fff2c4; } .days { columns: 14rem; font-size: .85rem; } @media print { body { margin: 0;
  max-width: none; font-size: 10pt; } tr, article { break-inside: avoid; } h2 { break-after: avoid; } }
`;
