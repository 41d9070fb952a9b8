import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, startEmbeddedNode, startProcess, type EmbeddedNode, type WaymarkProcess } from '#testing';

const patient = 90_000;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

let folder: string;
let node: EmbeddedNode;
let collector: Server;
const processes: WaymarkProcess[] = [];
/** What the collector was sent, as it came. */
const sent: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-traces-'));
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      sent.push(`${request.url ?? ''} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  node = await startEmbeddedNode();
  for (const program of ['apps/performance/src/worker.js', 'apps/intake/src/main.js']) {
    processes.push(
      await startProcess(program, {
        NODE_OPTIONS: `--import ${resolve('dist', 'tools', 'telemetry.js')}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        EVENTSTORE_URL: node.url,
        WAYMARK_DATA: folder,
        PORT: '0',
      }),
    );
  }
}, patient);

afterAll(async () => {
  for (const each of processes.reverse()) await each.stop();
  await node.stop();
  collector.close();
  rmSync(folder, { recursive: true });
}, patient);

const spans = (): readonly Span[] =>
  sent
    .filter((each) => each.startsWith('/v1/traces '))
    .flatMap((each) => {
      const { resourceSpans } = JSON.parse(each.slice('/v1/traces '.length)) as {
        readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
      };
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    });

it(
  'follows a fact from its post by its append to its rows in one trace, which the caller began, and names nobody',
  async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const url = String(processes[1]?.ready['url']);
    const answer = await fetch(`${url}/authorities/855/children/TRACED1/facts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: JSON.stringify({
        facts: [
          {
            type: 'ChildRegistered',
            data: { on: '2026-01-05', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI', name: 'Ada Example' },
          },
        ],
      }),
    });
    expect(answer.status).toBe(201);
    const wanted = ['POST /authorities/:authority/children/:child/facts', 'append', 'project'];
    const found = await eventually(
      async () => {
        // What was sent is taken in between.
        await new Promise(setImmediate);
        return spans().filter(({ traceId }) => traceId === trace);
      },
      (these) => wanted.every((name) => these.some((span) => span.name === name)),
    );
    const [post, append, project] = wanted.map((name) => found.find((span) => span.name === name));
    expect(post?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(append?.parentSpanId).toBe(post?.spanId);
    expect(project?.parentSpanId).toBe(post?.spanId);
    for (const text of ['TRACED1', 'Ada Example', '2019-03-20', folder]) expect(sent.join('\n')).not.toContain(text);
    expect(sent.join('\n')).toMatch(
      /"waymark-performance-worker"[^]*"waymark-intake"|"waymark-intake"[^]*"waymark-performance-worker"/,
    );
    expect(readdirSync(folder)).toContain('readmodel.db');
  },
  patient,
);
