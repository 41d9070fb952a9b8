import { Agent, request } from 'node:http';

/** One post of a crowd, of a child of its own, and how it was answered. */
export interface CrowdAnswer {
  readonly child: string;
  readonly status: number;
  /** From when a connection was free to the answer's end. */
  readonly ms: number;
  /** How long it waited before that in the crowd's own line for a connection. */
  readonly lineMs: number;
  readonly retryAfter: string | undefined;
  /** The content-type. */
  readonly kind: string;
  readonly body: string;
}

export interface Crowd {
  readonly port: number;
  /** Sets the children of one crowd apart from those of another. */
  readonly run: string;
}

const registration = JSON.stringify({
  on: '2024-01-08',
  dateOfBirth: '2017-03-14',
  sex: 'F',
  name: 'Invented Child',
});

/** So many at once, each posting as soon as it was answered, until so many posts were made: what a service can do. */
export async function crowdInTurn(crowd: Crowd, atOnce: number, posts: number): Promise<readonly CrowdAnswer[]> {
  const agent = new Agent({ keepAlive: true });
  const answers: CrowdAnswer[] = [];
  let made = 0;
  const one = async (): Promise<void> => {
    while (made < posts) answers.push(await post(agent, crowd, (made += 1)));
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return answers;
}

/** So many posts each second for so long, whether or not those before were answered: what no service can wave away. */
export async function crowdComing(crowd: Crowd, perSecond: number, ms: number): Promise<readonly CrowdAnswer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
  const answers: Promise<CrowdAnswer>[] = [];
  const began = performance.now();
  for (let gone = 0; gone < ms; gone = performance.now() - began) {
    const due = Math.floor((gone / 1_000) * perSecond);
    while (answers.length < due) answers.push(post(agent, crowd, answers.length + 1));
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return all;
}

const stepMs = 5;
/**
 * As a balancer has them: fewer than a listening socket keeps in line, beyond which the system itself resets them. What
 * comes while all are taken waits in the crowd's line, as it would in a balancer's.
 */
export const mostConnections = 400;

function post(agent: Agent, { port, run }: Crowd, number: number): Promise<CrowdAnswer> {
  const child = `${run}x${String(number)}`;
  const path = `/authorities/855/children/${child}/registrations`;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(registration) };
  const came = performance.now();
  let at = came;
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method: 'POST', path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.once('end', () => {
        const { 'retry-after': retryAfter, 'content-type': kind = '' } = answer.headers;
        const ms = performance.now() - at;
        resolve({ child, status: answer.statusCode ?? 0, ms, lineMs: at - came, retryAfter, kind, body });
      });
    });
    // Time in this process's own line is not the service's.
    asked.once('socket', () => (at = performance.now()));
    asked.once('error', reject);
    asked.end(registration);
  });
}
