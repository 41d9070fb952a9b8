import type { DemonstrationStanding, PartStanding } from './standings.ts';

/** What the landing page is told. */
export interface Landing {
  /** Where the reader reached us, for commands that work by copy and paste. */
  readonly url: string;
  readonly authority: string;
  readonly parts: readonly PartStanding[];
  readonly demonstration: DemonstrationStanding;
}

/** The first page: plain, readable without style or script, and true of this very process when it was asked for. */
export function landingPage(landing: Landing): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waymark</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Waymark</h1>
<p>A caseworker’s front end posts what happened to a child. Waymark says whether it may join the child’s history and which
statutory clocks it starts, stops or missed. Every deadline, dashboard figure and audit is worked out from that history,
and can be worked out again.</p>
${firstRequests(landing)}
<h2>Where to go</h2>
<ul>
<li><a href="/docs">Every request there is</a>, to read and to try (<a href="/openapi.json">OpenAPI document</a>)</li>
<li><a href="/measures">The measures</a>: what each counts, and what it leaves out</li>
<li><a href="/health/ready">Is it ready?</a> · <a href="/metrics">Metrics</a></li>
</ul>
${demonstrationPart(landing)}
${partsTable(landing.parts)}
</main>
</body>
</html>
`;
}

function firstRequests({ url, authority }: Landing): string {
  const address = `${url}/authorities/${authority}/children/FIRST1`;
  const post = (key: string, facts: string): string =>
    `curl -i ${address}/facts \\\n  -H 'content-type: application/json' -H 'idempotency-key: ${key}' \\\n  -d '{ "facts": [\n    ${facts} ] }'`;
  const accepted = post(
    'first-steps',
    [
      '{ "type": "ChildRegistered", "data": { "on": "2026-01-05", "dateOfBirth": "2019-03-20", "sex": "F", "ethnicity": "WBRI" } }',
      '{ "type": "ReferralReceived", "data": { "on": "2026-01-05", "source": "2A", "primaryNeed": "N1" } }',
    ].join(',\n    '),
  );
  const refused = post(
    'second-steps',
    '{ "type": "PlanStarted", "data": { "on": "2026-02-02", "categories": ["NEG"] } }',
  );
  return `<h2>A first request</h2>
<p>A child is registered and referred. The answer is 201, with the clocks the referral started and the day each falls due.
Sent twice, it is recorded once.</p>
<pre><code>${escaped(accepted)}</code></pre>
<h2>One that is refused</h2>
<p>A protection plan for a child about whom no conference has met. The answer is 409, with the code
<code>plan-not-from-conference</code>, where the child’s case stands, and what to do next. What cannot have happened in that order is
refused; what happened late is always accepted, with its reason, and counted as late.</p>
<pre><code>${escaped(refused)}</code></pre>
<p>What Waymark now knows of the child: <a href="${escaped(address)}/journey">the journey so far</a>.</p>`;
}

function demonstrationPart({ demonstration: { state, done, total, reason }, authority }: Landing): string {
  const progress = done === undefined ? '' : ` (${done} of ${total ?? done})`;
  const quarter = `/authorities/${escaped(authority)}/measures/re-referrals?from=2018-04-01&amp;to=2018-06-30`;
  const sentences = {
    off: '',
    recording: `<p>Invented children are being recorded${progress}, so that there are figures to look at.</p>`,
    complete: `<p>Invented children were recorded so that figures published for Leicestershire and Rutland fall out of their
histories: <a href="${quarter}">re-referrals in April to June 2018</a>, published as 29.0 %. In a terminal,
<code>npx waymark published</code> prints every published figure beside the derived one.</p>`,
    failed: `<p>Recording them stopped: ${escaped(reason ?? 'see the log')}. It goes on at the next start.</p>`,
  };
  return sentences[state] === '' ? '' : `<h2>Demonstration data</h2>\n${sentences[state]}`;
}

function partsTable(parts: readonly PartStanding[]): string {
  if (parts.length === 0) return '';
  const rows = parts.map(
    ({ name, purpose, state, pid, restarts }) =>
      `<tr><th scope="row">${escaped(name)}</th><td>${escaped(purpose)}</td><td>${state}</td>` +
      `<td>${pid ?? '–'}</td><td>${restarts}</td></tr>`,
  );
  return `<h2>What runs where</h2>
<table>
<thead><tr><th scope="col">Part</th><th scope="col">What it does</th><th scope="col">State</th><th scope="col">Process</th>
<th scope="col">Started again</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

const style = `
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0; color: #0b0c0c; background: #fff; }
main { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
pre { background: #f3f2f1; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.9rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid #b1b4b6; vertical-align: top; }
a { color: #1d70b8; }
`;
