import { randomUUID } from 'node:crypto';
import { addDays, londonDate, type PlainDate } from '#calendar';

/** A page as a browser asks for it: an address, and what is sent where it is a form. */
export interface PageAsked {
  readonly name: string;
  readonly address: string;
  readonly form?: Readonly<Record<string, string>>;
}

/** Waymark as it runs, the token its services take and the cookie its pages take. */
export interface Asking {
  readonly url: string;
  readonly token: string;
  readonly cookie: string;
}

const authority = '855';
const agencies = ['social-care', 'health', 'police'];
const quarter = 'from=2018-04-01&to=2018-06-30';

/**
 * Every page for people. The demonstration’s cases are all closed, so some that are open are recorded first, today’s own:
 * forty children with their deadlines, and one with a sibling and a plan.
 */
export async function pagesOf(asking: Asking): Promise<readonly PageAsked[]> {
  const { child, fact } = await recordCases(asking);
  const receipt = await publish(asking);
  const importId = await importCensus(asking);
  const of = `/cases/${authority}/${child}`;
  const { clock, startedOn } = await clockOf(asking, child);
  const measure = '/performance/measures/re-referrals';
  const audit = `/audit/${authority}/${child}`;
  const page = (name: string, address: string, form?: PageAsked['form']): PageAsked => ({
    name,
    address,
    ...(form && { form }),
  });
  const sent = async (
    address: string,
    form: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>> => ({
    ...(await hiddenIn(asking, address)),
    ...form,
  });
  return [
    page('home', '/'),
    page('my work', '/my-work'),
    page('my work, everyone’s', '/my-work?whose=all'),
    page('a child', of),
    page('a child’s history', `${of}/history`),
    page('a child’s diagram', `${of}/diagram`),
    page('a deadline explained', `${of}/clocks/${clock}?startedOn=${startedOn}`),
    page('what may be recorded', `${of}/record`),
    page('a form', `${of}/record/child-visited`),
    page('a form checked', `${of}/record/child-visited`, await sent(`${of}/record/child-visited`, visited())),
    page('a form for two', `${of}/record/child-visited?with=${child}S`),
    page('a correction', `${of}/facts/${fact}/correct`),
    page('a withdrawal', `${of}/facts/${fact}/withdraw`),
    page('register a child', `/cases/${authority}/register-child/child?child=${child}N`),
    page('performance', '/performance'),
    page('performance, a quarter', '/performance?quarter=2018-Q1'),
    page('performance, for publication', '/performance?quarter=2018-Q1&for=publication'),
    page('measures', '/performance/measures'),
    page('a measure', `${measure}?${quarter}`),
    page('a measure by age', `${measure}?${quarter}&group=age-band`),
    page('a measure by age, for publication', `${measure}?${quarter}&group=age-band&for=publication`),
    page('a measure’s children', `${measure}/rows?${quarter}`),
    page('a year’s children', `${measure}/rows?from=2017-04-01&to=2018-03-31&part=denominator`),
    page('two definitions', `${measure}/comparison?${quarter}&compare=yes&other.months=6`),
    page(
      'two definitions over a year',
      `${measure}/comparison?from=2017-04-01&to=2018-03-31&compare=yes&other.months=6`,
    ),
    page('publish a figure', `${measure}/publish?${quarter}`),
    page('publish a figure, checked', `${measure}/publish/check?${quarter}&note=bench`),
    page('receipts', '/performance/receipts'),
    page('a receipt', `/performance/receipts/${receipt}`),
    page('a rating', '/performance/ratings?measure=re-referrals&quarter=2018-Q1'),
    page('audit', '/audit'),
    page('replay', audit),
    page('replay at a moment', `${audit}?step=2&order=recorded`),
    page('two moments', `${audit}/comparison?compare=yes&from-happened=2026-01-01`),
    page('verification', `${audit}/verification`),
    page('accesses', `${audit}/accesses`),
    page('a bundle', `${audit}/bundle`),
    page('import', '/import'),
    page('an import', `/import/${importId}`),
    page('what if', '/what-if'),
    page('administration', '/administration'),
    page('dead letters', '/administration/dead-letters'),
    page('rules', '/administration/rules'),
  ];
}

function today(): PlainDate {
  return londonDate(Date.now());
}

/** What a form of a visit says; its date is the GOV.UK way. */
function visited(): Readonly<Record<string, string>> {
  const [year = '', month = '', day = ''] = addDays(today(), -1).split('-');
  const at = 'facts-0-data';
  return {
    step: 'check',
    [`${at}-on-day`]: day,
    [`${at}-on-month`]: month,
    [`${at}-on-year`]: year,
    [`${at}-purpose`]: 'protection-plan',
    [`${at}-seen`]: 'true',
    [`${at}-seenAlone`]: 'true',
  };
}

/** The child with a sibling, and the id of a fact of theirs that can be put right. */
async function recordCases(asking: Asking): Promise<{ readonly child: string; readonly fact: string }> {
  const run = randomUUID().slice(0, 8).toUpperCase();
  const before = (days: number): PlainDate => addDays(today(), -days);
  const registered = {
    type: 'ChildRegistered',
    data: { on: before(60), dateOfBirth: '2018-03-20', sex: 'F', ethnicity: 'WBRI' },
  };
  const referred = (days: number): object => ({
    type: 'ReferralReceived',
    data: { on: before(days), source: '2A', primaryNeed: 'N1' },
  });
  const allocated = { type: 'WorkerAllocated', data: { on: before(60), worker: 'bench', team: 'North' } };
  for (let number = 0; number < 40; number += 1) {
    await record(asking, `B${run}${String(number)}`, [registered, allocated, referred(60 - number)]);
  }
  const onPlan = [
    registered,
    allocated,
    { type: 'FamilyLinked', data: { on: before(60), familyId: `F${run}` } },
    referred(60),
    { type: 'ReferralDecided', data: { on: before(59), decision: 'assess' } },
    { type: 'AssessmentStarted', data: { on: before(59), kind: 'single' } },
    {
      type: 'StrategyDiscussionHeld',
      data: { on: before(50), attended: agencies, decision: 'section-47-joint' },
    },
    { type: 'Section47Concluded', data: { on: before(40), outcome: 'conference-required', substantiated: true } },
    {
      type: 'InitialConferenceHeld',
      data: {
        on: before(38),
        outcome: 'plan',
        attended: agencies,
        invited: agencies,
        reportsReceived: agencies,
        childParticipated: true,
      },
    },
    { type: 'PlanStarted', data: { on: before(38), categories: ['NEG'] } },
    { type: 'ChildVisited', data: { on: before(30), purpose: 'protection-plan', seen: true, seenAlone: true } },
    { type: 'CoreGroupHeld', data: { on: before(29), attended: ['social-care', 'family'] } },
  ];
  const child = `B${run}P`;
  await record(asking, child, onPlan);
  await record(asking, `${child}S`, onPlan);
  const { facts } = await answered<{ readonly facts: readonly { readonly id: string; readonly type: string }[] }>(
    asking,
    `/authorities/${authority}/children/${child}/journey`,
  );
  const fact = facts.find(({ type }) => type === 'ChildVisited')?.id;
  if (fact === undefined) throw new Error(`No visit of child ${child} is in the journey.`);
  return { child, fact };
}

async function record(asking: Asking, child: string, facts: readonly object[]): Promise<void> {
  await posted(asking, `/authorities/${authority}/children/${child}/facts`, { facts });
}

async function publish(asking: Asking): Promise<string> {
  const body = { authority, measure: 're-referrals', from: '2018-04-01', to: '2018-06-30', note: 'Bench' };
  return (await posted<{ readonly id: string }>(asking, '/receipts', body)).id;
}

/** A census of nobody: its page is as any other’s. */
async function importCensus(asking: Asking): Promise<string> {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2018</Year><ReferenceDate>2018-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>${authority}</LEA><SoftwareCode>bench</SoftwareCode></Source></Header><Children></Children></Message>`;
  const response = await fetch(`${asking.url}/authorities/${authority}/census-imports?file=bench.xml`, {
    method: 'POST',
    headers: { authorization: `Bearer ${asking.token}`, 'content-type': 'application/xml' },
    body: xml,
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`The import answered ${String(response.status)}: ${text}`);
  return (JSON.parse(text) as { readonly id: string }).id;
}

async function clockOf(asking: Asking, child: string): Promise<{ readonly clock: string; readonly startedOn: string }> {
  const { clocks } = await answered<{
    readonly clocks: readonly { readonly clock: string; readonly startedOn: string }[];
  }>(asking, `/authorities/${authority}/children/${child}/journey`);
  const [first] = clocks;
  if (first === undefined) throw new Error(`No clock of child ${child} was started.`);
  return first;
}

/** What a form carries unseen. */
async function hiddenIn({ url, cookie }: Asking, address: string): Promise<Readonly<Record<string, string>>> {
  const text = await (await fetch(`${url}${address}`, { headers: { cookie, accept: 'text/html' } })).text();
  const hidden = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
}

async function answered<T>({ url, token }: Asking, address: string): Promise<T> {
  const response = await fetch(`${url}${address}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}: ${text}`);
  return JSON.parse(text) as T;
}

async function posted<T>({ url, token }: Asking, address: string, body: object): Promise<T> {
  const response = await fetch(`${url}${address}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${address} answered ${String(response.status)}: ${text}`);
  return JSON.parse(text) as T;
}
