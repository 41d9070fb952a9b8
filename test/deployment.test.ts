import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from '../apps/all/src/config.ts';
import { partsOf } from '../apps/all/src/parts.ts';
import { problem, problemMediaType } from '#http';

/** What an operator installs by, each file as it lies in the project. */
const compose = readFileSync('docker-compose.yml', 'utf8');
const dockerfile = readFileSync('Dockerfile', 'utf8');
const example = readFileSync('tools/deploy/example.env', 'utf8');
const unitFolder = 'tools/deploy/systemd';
const units = readdirSync(unitFolder).map((name) => readFileSync(path.join(unitFolder, name), 'utf8'));
const alerts = readFileSync('tools/deploy/alerts.yml', 'utf8');
const dashboard = readFileSync('tools/deploy/grafana/dashboards/waymark.json', 'utf8');
const datasource = readFileSync('tools/deploy/grafana/provisioning/datasources/prometheus.yml', 'utf8');

/** All source of the product, without its tests. */
const source = ['apps', 'libs']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(name, 'utf8'))
  .join('\n');

const found = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, it = '']) => it)),
];

/** Whether a program of the name can be run here. */
const isHere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** A test that needs a program, or one that says that it was left out for want of it. */
const withProgram = (program: string, sentence: string, run: () => void): void => {
  if (isHere(program)) it(sentence, run, 60_000);
  else it.skip(`${sentence}: left out, for ${program} is not installed here`, run);
};

describe('what an operator installs by', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'waymark-deployment-'))));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  withProgram('docker-compose', 'is taken by docker-compose, filled in as its example says', () => {
    const filled = example
      .replace('SECRETS_FOLDER=', 'SECRETS_FOLDER=/srv/waymark/secrets')
      .replace(/^([A-Z_]+)=$/gm, '$1=filled-in');
    const file = path.join(folder, 'env');
    writeFileSync(file, filled);
    const { status, stderr } = spawnSync('docker-compose', ['--env-file', file, '--profile', 'alerts', 'config', '-q']);
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  withProgram('systemd-analyze', 'is taken by systemd, where what it runs is installed', () => {
    const files = readdirSync(unitFolder).map((name) => path.join(unitFolder, name));
    const { stderr } = spawnSync('systemd-analyze', ['verify', ...files]);
    const told = stderr.toString().split('\n');
    expect(told.filter((line) => line.includes('waymark') && !/node is not executable/.test(line))).toEqual([]);
  });

  withProgram('promtool', 'has rules that Prometheus takes', () => {
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', 'tools/deploy/alerts.yml']);
    expect([status, stdout.toString()]).toEqual([0, expect.stringMatching(/SUCCESS: \d+ rules found/)]);
  });

  withProgram('promtool', 'is woken by each alert where what it says is amiss, and by none while all is well', () => {
    const { stdout } = spawnSync('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: 'tools/deploy' });
    expect(stdout.toString()).toMatch(/SUCCESS/);
    const raised = found(readFileSync('tools/deploy/alerts.test.yml', 'utf8'), /alertname="(\w+)"/g);
    expect(raised.toSorted()).toEqual(found(alerts, /- alert: (\w+)/g).toSorted());
  });

  it('asks for exactly the settings its example names', () => {
    const asked = found(compose, /\$\{([A-Z_]+):\?/g);
    expect(asked.toSorted()).toEqual(found(example, /^([A-Z_]+)=/gm).toSorted());
  });

  it('sets nothing that no code reads', () => {
    const waymarks = compose.slice(compose.indexOf('x-waymark-environment'), compose.indexOf('\nservices:'));
    const set = [
      ...found(waymarks, /^ {2}([A-Z_]+):/gm),
      ...found(compose.slice(compose.indexOf('\n  workers:'), compose.indexOf('\n  tls:')), /^ {6}([A-Z_]+):/gm),
      ...units.flatMap((unit) => found(unit, /^Environment=([A-Z_]+)=/gm)),
    ];
    expect(set.length).toBeGreaterThan(15);
    const known = new Set(['NODE_ENV']);
    expect(set.filter((name) => !known.has(name) && !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  it('runs programs that the build makes, and puts into the image what is there', () => {
    const all = [compose, dockerfile, ...units].join('\n');
    const programs = found(all, /(dist\/[\w/.-]+\.js)/g);
    expect(programs.length).toBeGreaterThan(4);
    const sources = programs.map((program) => program.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
    const mounted = found(compose, /- \.\/(tools\/[\w/.-]+):/g);
    const copied = found(dockerfile, /--from=built \/waymark\/([\w./]+)/g).filter(
      (name) => !/^(dist|node_modules)/.test(name),
    );
    expect([...sources, ...mounted, ...copied].filter((name) => !existsSync(name))).toEqual([]);
  });

  it('is given as long to stop as its parts may take, before it is killed, with the longest DRAIN_MS there may be', () => {
    const longest = '60000';
    expect(() => readSettings({ DRAIN_MS: String(Number(longest) + 1) })).toThrow(/DRAIN_MS/);
    const parts = partsOf(readSettings({ ALERT_RULES: 'alert-rules.json', DRAIN_MS: longest }), {});
    const whole = parts.reduce((sum, { stopWithinMs }) => sum + stopWithinMs, 0);
    const [unit = ''] = units.flatMap((each) => found(each, /^TimeoutStopSec=(\d+)$/gm));
    expect(Number(unit) * 1_000).toBeGreaterThanOrEqual(whole);
    for (const { name, stopWithinMs } of parts.filter((part) => part.name !== 'event store')) {
      const its = compose.slice(compose.indexOf(`\n  ${name}:\n`)).slice(1);
      const [grace = ''] = found(its.slice(0, its.search(/\n\n/)), /stop_grace_period: (\d+)s/g);
      expect([name, Number(grace) * 1_000 >= stopWithinMs]).toEqual([name, true]);
    }
  });

  it('has nginx refuse a body that is too large as the services do', () => {
    const nginx = readFileSync('tools/deploy/nginx/waymark.conf', 'utf8');
    const told = [...nginx.matchAll(/return 413 '(.+)';/g)].map(
      ([, body = '']) => JSON.parse(body) as { detail: string },
    );
    expect(told).toEqual(told.map(({ detail }) => problem(413, 'body-too-large', detail).document));
    expect(told.map(({ detail }) => found(detail, /to (\d+ MiB)/g)[0])).toEqual(['256 MiB', '1 MiB']);
    expect(found(nginx, /client_max_body_size (\w+);/g)).toEqual(['256m', '1m']);
    expect([...nginx.matchAll(/error_page 413 @/g)]).toHaveLength(told.length);
    expect(found(nginx, /default_type "(.+)";/g)).toEqual([problemMediaType]);
  });

  it('watches only figures that Waymark keeps', () => {
    const watched = found(`${alerts}\n${dashboard}`, /\b((?:waymark|http|process|nodejs)_[a-z0-9_]+)/g);
    expect(watched.length).toBeGreaterThan(10);
    const byDefault = /^(process|nodejs)_/;
    const kept = (name: string): boolean => source.includes(`'${name.replace(/_(bucket|count|sum)$/, '')}'`);
    expect(watched.filter((name) => !byDefault.test(name) && !kept(name))).toEqual([]);
  });

  it('sends whoever is woken to a heading of the runbook that is there', () => {
    const headings = found(readFileSync('docs/operations/runbook.md', 'utf8'), /^## (.+)$/gm).map((heading) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    const told = found(alerts, /runbook\.md#([\w-]+)/g);
    expect(told.length).toBeGreaterThan(4);
    expect(told.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('draws its dashboard from the datasource that is provisioned', () => {
    const [uid] = found(datasource, /uid: ([\w-]+)/g);
    expect(found(dashboard, /"uid": "([\w-]+)"/g).toSorted()).toEqual(['waymark', uid]);
  });
});
