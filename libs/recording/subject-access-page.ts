import { inWords } from '#calendar';
import { Html, html } from './html.ts';
import type { SideEntry, SideText } from './side-entries.ts';
import type { SubjectAccess, SubjectFact, SubjectText } from './subject-access.ts';

/** How the page looks, on a screen and in print. No script, and nothing from elsewhere. */
export const subjectAccessStyle =
  'body{font:1.1rem/1.5 Arial,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#0b0c0c;background:#fff}' +
  'article{border-top:1px solid #505a5f;padding:.5rem 0;break-inside:avoid}dt{font-weight:bold}dd{margin:0 0 .4rem 1.5rem}' +
  '.review{border-left:.4rem solid #b10e1e;padding-left:.8rem}@media print{body{margin:0;font-size:11pt}}';

/** In one piece: whoever serves the page lets in this style and no other, by its digest. */
const style = new Html(`<style>${subjectAccessStyle}</style>`);

/** What is held on a child, as a page to read and print. */
export function subjectAccessPage(held: SubjectAccess): string {
  const { authority, child, madeAt, standing, facts, clocks, entries, excluded, toReview, erasures } = held;
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>What is held on child ${child}, authority ${authority}</title>
        ${style}
      </head>
      <body>
        <header>
          <h1>What is held on child ${child}</h1>
          <p>Authority ${authority}. Made on ${madeAt}.</p>
          ${reviewNotice(toReview)}
        </header>
        <main>
          <section aria-labelledby="standing">
            <h2 id="standing">Where the case stands</h2>
            <p>${standing ?? 'Not told.'}</p>
          </section>
          <section aria-labelledby="facts">
            <h2 id="facts">What was recorded</h2>
            ${facts.map(factIn)}
          </section>
          <section aria-labelledby="clocks">
            <h2 id="clocks">Duties and their days</h2>
            ${
              clocks.length === 0
                ? html`<p>No duty with a day was begun.</p>`
                : html`<ul>
                    ${clocks.map(clockIn)}
                  </ul>`
            }
          </section>
          <section aria-labelledby="beside">
            <h2 id="beside">What is kept beside it: who looked, alerts, published figures</h2>
            ${entries.length === 0 ? html`<p>Nothing.</p>` : html`${entries.map(entryIn)}`}
          </section>
          <section aria-labelledby="out">
            <h2 id="out">What is left out</h2>
            <p>${excluded.facts === 0 ? 'Nothing is left out.' : `${String(excluded.facts)} facts. ${excluded.why}`}</p>
            ${erasures.map(
              ({ order, orderedAt }) =>
                html`<p>Texts were erased by order ${order} of ${orderedAt}: nobody can read them.</p>`,
            )}
          </section>
        </main>
      </body>
    </html> `.text;
}

function reviewNotice(toReview: number): Html {
  if (toReview === 0) return html``;
  return html`<p class="review">
    <strong>Not to be given out yet.</strong> ${toReview === 1 ? '1 text' : `${String(toReview)} texts`} below may name
    other people. Read each, and clear it or take it out.
  </p>`;
}

function factIn(fact: SubjectFact): Html {
  const { revision, type, meaning, on, recordedAt, recordedBy, data, texts, withdrawnBy, correctedBy, origin } = fact;
  const marks = [
    ...(withdrawnBy === undefined ? [] : [`Withdrawn by number ${String(withdrawnBy)}.`]),
    ...(correctedBy === undefined ? [] : [`Corrected by number ${String(correctedBy)}.`]),
  ].join(' ');
  return html`<article id="fact-${revision}">
    <h3>${revision}. ${meaning}</h3>
    <p>${type}${on === undefined ? '' : `, ${inWords(on)}`}. ${marks}</p>
    <dl>
      ${linesOf(data)
        .filter(([name]) => name !== 'on')
        .map(line)}
      ${texts.map(textIn)} ${origin === undefined ? html`` : html`${linesOf(origin, 'origin.').map(line)}`}
    </dl>
    <p>Recorded on ${recordedAt} by ${recordedBy.user} (${recordedBy.role ?? 'role not recorded'}).</p>
  </article>`;
}

function entryIn({ type, at, by, says, texts, stream }: SideEntry): Html {
  return html`<article>
    <h3>${type}</h3>
    <p>${at}, by ${by.user} (${by.role}). Kept in ${stream}.</p>
    <dl>${linesOf(says).map(line)} ${texts.map((text) => textIn(text))}</dl>
  </article>`;
}

function clockIn({ title, startedOn, due, state, stoppedOn }: SubjectAccess['clocks'][number]): Html {
  const dueDay = due === null ? 'with no limit' : due === 'unknown' ? 'due on a day not known' : `due ${inWords(due)}`;
  const stopped = stoppedOn === undefined ? '' : `, stopped ${inWords(stoppedOn)}`;
  return html`<li>${title} Began ${inWords(startedOn)}, ${dueDay}${stopped}: ${state}.</li>`;
}

function textIn({ field, text, closed, ...more }: SubjectText | SideText): Html {
  const why = {
    withheld: 'withheld: it may be about another child',
    erased: 'erased: nobody can read it',
    unreadable: 'it cannot be read here',
  };
  if (text === undefined) return line([field, why[closed ?? 'unreadable']]);
  const isReviewed = 'review' in more && !more.review;
  if (isReviewed) return line([field, text]);
  return html`<div class="review">
    <dt>${field} (to be read before it is given out)</dt>
    <dd>${text}</dd>
  </div>`;
}

function line([name, value]: readonly [string, string]): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function linesOf(value: unknown, within = ''): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object')
    return [[within.replace(/\.$/, ''), typeof value === 'string' ? value : JSON.stringify(value)]];
  const isList = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  if (isList) return [[within.replace(/\.$/, ''), value.join(', ')]];
  return Object.entries(value).flatMap(([name, part]) => linesOf(part, `${within}${name}.`));
}
