import { Module, type DynamicModule, type INestApplication, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { admitRequests } from './admission.ts';
import { Bounds } from './bounds.ts';
import { audience } from './development-issuer.ts';
import { doorOf, hangDoor } from './door.ts';
import { developmentGate, type Gate, type OpenIdProvider } from './gate.ts';
import { serveDocuments } from './documents.ts';
import { emptying } from './emptying.ts';
import { HealthController, measureReadiness, Readiness, type ReadinessCheck } from './health.ts';
import { IdentityGuard } from './identity.ts';
import { readJsonOnly } from './json-body.ts';
import { keepNowhere } from './kept-nowhere.ts';
import { logRequests, nestLog, openLog } from './log.ts';
import { Looks } from './looks.ts';
import { measureRequests, METRICS, MetricsController, metricsRegistry } from './metrics.ts';
import { PermissionGuard } from './permission-guard.ts';
import { mountDevelopmentProvider } from './provider/mount.ts';
import { ProblemFilter } from './problem.filter.ts';
import { nameRequests } from './request-ids.ts';
import { routesOf } from './routes.ts';
import { ShapePipe } from './shape.pipe.ts';
import { ordinaryCapacity, type Capacity } from './waiting-room.ts';
import { RefusedLooks } from './refused-looks.ts';
import { traceRequests } from './traces.ts';
import { defaultAuthorities, isLoopback, SURROUNDINGS, type SignIn, type Surroundings } from './surroundings.ts';
import { tokensOf } from './tokens-here.ts';

export interface Serving {
  /** The application's own module. */
  readonly module: Type | DynamicModule;
  /** What it is called in its log and, without a title, in its documents. */
  readonly name: string;
  readonly title?: string;
  readonly version?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** Where the development issuer's key is kept. */
  readonly dataFolder: string;
  /** Serves the development provider at `/oidc`, for people to sign in. On loopback only. */
  readonly signsIn?: boolean;
  /** Who may come in. Development where nothing is given: on loopback this machine, and elsewhere nobody. */
  readonly gate?: Gate;
  /** The authorities served, by 3-digit code. */
  readonly authorities?: readonly string[];
  /** Given to every module: the recorder, the read model. */
  readonly providers?: readonly Provider[];
  /** What must stand for `/health/ready`; modules may add more through `Readiness`. */
  readonly checks?: readonly ReadinessCheck[];
  /** What add metrics of their own to `/metrics`. */
  readonly metrics?: readonly ((registry: Registry) => void)[];
  /** Milliseconds since 1970 UTC; the machine's clock where nothing is given. */
  readonly now?: () => number;
  /** pino's: `silent`, `error`, `warn`, `info`, `debug`. */
  readonly logLevel?: string;
  /** What it takes on at once. */
  readonly capacity?: Partial<Capacity>;
  /** How long it goes on answering after it was told to stop, in ms, until whoever shares out requests has noticed. */
  readonly drainMs?: number;
}

/** An application that answers. */
export interface Served {
  readonly url: string;
  readonly port: number;
  readonly app: INestApplication;
  /** Finishes what was accepted and takes no more. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** Serves a Nest module on Fastify with all that Waymark's services share, and resolves once it listens. */
export async function serveApp(serving: Serving): Promise<Served> {
  const log = openLog(serving.name, serving.logLevel ?? 'info');
  let url = '';
  const surroundings = surroundingsOf(serving, () => url);
  const adapter = doorOf(surroundings.gate);
  const fastify: FastifyInstance = adapter.getInstance();
  const { emptied } = emptying(fastify);
  const methodsAt = routesOf(fastify);
  const readiness = new Readiness();
  const app = await NestFactory.create<NestFastifyApplication>(shell(serving, surroundings, readiness), adapter, {
    logger: nestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  nameRequests(fastify);
  keepNowhere(fastify);
  traceRequests(fastify);
  readJsonOnly(fastify);
  await hangDoor(app, surroundings);
  const registry: Registry = app.get(METRICS);
  measureRequests(fastify, registry);
  measureReadiness(registry, app.get(Readiness));
  const admission = admitRequests(fastify, { ...ordinaryCapacity, ...serving.capacity }, registry);
  for (const add of serving.metrics ?? []) add(registry);
  logRequests(fastify, log);
  app.get(RefusedLooks).enterFrom(fastify);
  app.useGlobalFilters(new ProblemFilter(log, methodsAt));
  const { signIn, gate } = surroundings;
  if (signIn !== undefined && gate.provider === undefined) {
    mountDevelopmentProvider(fastify, () => ({
      ...signIn,
      issuer: signIn.issuer(),
      dataFolder: serving.dataFolder,
      audience,
    }));
  }
  serveDocuments(app, serving.title ?? serving.name, serving.version ?? '0.1.0');
  await listen(app, serving);
  const { port } = fastify.server.address() as { readonly port: number };
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    readiness.add({ name: 'service', standing: () => stopping });
    await emptied(admission, serving.drainMs ?? 0);
    await app.close();
  };
  url = urlOf(serving.host, port);
  return { url, port, app, stop: () => (stopped ??= stop()) };
}

const stopping = { ready: false, sentence: 'It is stopping, and answers what still comes. Ask another instance.' };

function surroundingsOf(serving: Serving, url: () => string): Surroundings {
  const { dataFolder, host, gate = developmentGate } = serving;
  // Development tokens and this machine's owner are for a server that nobody else can reach.
  const loopback = gate.mode === 'development' && isLoopback(host);
  return {
    now: serving.now ?? Date.now,
    authorities: new Set(serving.authorities ?? defaultAuthorities),
    loopback,
    tokens: tokensOf({ provider: gate.provider, dataFolder: loopback ? dataFolder : undefined }),
    signIn:
      gate.provider === undefined
        ? developmentSignIn(loopback && serving.signsIn === true, url)
        : signInAt(gate.provider),
    gate,
    bounds: new Bounds(gate.limits),
  };
}

function developmentSignIn(isServed: boolean, url: () => string): SignIn | undefined {
  if (!isServed) return undefined;
  const issuer = (): string => developmentProviderAt(url());
  return { issuer, clientId: 'waymark', clientSecret: undefined, scope: 'openid profile', parameters: {} };
}

function signInAt({ issuer, clientId, clientSecret, scope }: OpenIdProvider): SignIn | undefined {
  return clientId === '' ? undefined : { issuer: () => issuer, clientId, clientSecret, scope, parameters: {} };
}

/** The address of the development provider on a server of this machine: by the name people use for it. */
function developmentProviderAt(url: string): string {
  return `${url.replace('//127.0.0.1:', '//localhost:')}/oidc`;
}

/** The application's module, and round it what every application has. */
function shell(serving: Serving, surroundings: Surroundings, readiness: Readiness): DynamicModule {
  for (const check of serving.checks ?? []) readiness.add(check);
  const shared: Provider[] = [
    { provide: SURROUNDINGS, useValue: surroundings },
    { provide: Readiness, useValue: readiness },
    { provide: METRICS, useFactory: metricsRegistry },
    Looks,
    ...(serving.providers ?? []),
  ];
  return {
    module: Shell,
    global: true,
    imports: [serving.module],
    controllers: [HealthController, MetricsController],
    providers: [
      ...shared,
      RefusedLooks,
      { provide: APP_GUARD, useClass: IdentityGuard },
      { provide: APP_GUARD, useClass: PermissionGuard },
      { provide: APP_PIPE, useClass: ShapePipe },
    ],
    exports: shared,
  };
}

@Module({})
class Shell {}

async function listen(app: NestFastifyApplication, { port, host }: Serving): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTaken(port, host);
  }
}

/** Another program listens where this one was to. */
export class PortTaken extends Error {
  constructor(port: number, host: string) {
    super(`Port ${String(port)} on ${host} is taken. Stop what listens there, or set PORT to another.`);
    this.name = 'PortTaken';
  }
}

function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${String(port)}`;
}
