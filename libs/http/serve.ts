import helmet from '@fastify/helmet';
import { Module, type DynamicModule, type INestApplication, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { AccessInterceptor } from './access-log.ts';
import { admitRequests } from './admission.ts';
import { audience, developmentIssuer } from './development-issuer.ts';
import { serveDocuments } from './documents.ts';
import { emptying } from './emptying.ts';
import { HealthController, measureReadiness, Readiness, type ReadinessCheck } from './health.ts';
import { IdentityGuard } from './identity.ts';
import { readJsonOnly } from './json-body.ts';
import { logRequests, nestLog, openLog } from './log.ts';
import { measureRequests, METRICS, MetricsController, metricsRegistry } from './metrics.ts';
import { PermissionGuard } from './permission-guard.ts';
import { problem, problemMediaType } from './problem.ts';
import { mountDevelopmentProvider } from './provider/mount.ts';
import { ProblemFilter } from './problem.filter.ts';
import { nameRequests, newRequestId } from './request-ids.ts';
import { routesOf } from './routes.ts';
import { ShapePipe } from './shape.pipe.ts';
import { ordinaryCapacity, type Capacity } from './waiting-room.ts';
import { defaultAuthorities, isLoopback, SURROUNDINGS, type Surroundings } from './surroundings.ts';
import { traceRequests } from './traces.ts';

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
  const adapter = new FastifyAdapter({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    // What still comes while it stops is answered, and its connection then closed.
    return503OnClosing: false,
    genReqId: newRequestId,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: unreadableAddress,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  const { emptied } = emptying(fastify);
  const methodsAt = routesOf(fastify);
  const readiness = new Readiness();
  let url = '';
  const surroundings = surroundingsOf(serving, () => url);
  const app = await NestFactory.create<NestFastifyApplication>(shell(serving, surroundings, readiness), adapter, {
    logger: nestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  nameRequests(fastify);
  traceRequests(fastify);
  readJsonOnly(fastify);
  await app.register(helmet, helmetOptions);
  const registry: Registry = app.get(METRICS);
  measureRequests(fastify, registry);
  measureReadiness(registry, app.get(Readiness));
  const admission = admitRequests(fastify, { ...ordinaryCapacity, ...serving.capacity }, registry);
  for (const add of serving.metrics ?? []) add(registry);
  logRequests(fastify, log);
  app.useGlobalFilters(new ProblemFilter(log, methodsAt));
  if (surroundings.loopback && serving.signsIn === true) {
    const issuer = (): string => developmentProviderAt(url);
    mountDevelopmentProvider(fastify, () => ({ issuer: issuer(), dataFolder: serving.dataFolder, clientId, audience }));
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

/** An address that cannot be decoded reaches no route, hence no filter. */
function unreadableAddress(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const { document } = problem(
    400,
    'malformed-request',
    'The address cannot be read. Check its % signs and its length.',
  );
  void reply.status(400).type(problemMediaType).send(JSON.stringify(document));
}

function surroundingsOf(serving: Serving, url: () => string): Surroundings {
  const loopback = isLoopback(serving.host);
  const signIn = { issuer: () => developmentProviderAt(url()), clientId, clientSecret: undefined };
  return {
    now: serving.now ?? Date.now,
    authorities: new Set(serving.authorities ?? defaultAuthorities),
    loopback,
    issuer: developmentIssuer(serving.dataFolder),
    signIn: loopback && serving.signsIn === true ? { ...signIn, scope: 'openid profile', parameters: {} } : undefined,
  };
}

/** The address of the development provider on a server of this machine: by the name people use for it. */
function developmentProviderAt(url: string): string {
  return `${url.replace('//127.0.0.1:', '//localhost:')}/oidc`;
}

/** What the pages are called at the development provider. */
const clientId = 'waymark';

/** The application's module, and round it what every application has. */
function shell(serving: Serving, surroundings: Surroundings, readiness: Readiness): DynamicModule {
  for (const check of serving.checks ?? []) readiness.add(check);
  const shared: Provider[] = [
    { provide: SURROUNDINGS, useValue: surroundings },
    { provide: Readiness, useValue: readiness },
    { provide: METRICS, useFactory: metricsRegistry },
    ...(serving.providers ?? []),
  ];
  return {
    module: Shell,
    global: true,
    imports: [serving.module],
    controllers: [HealthController, MetricsController],
    providers: [
      ...shared,
      { provide: APP_GUARD, useClass: IdentityGuard },
      { provide: APP_GUARD, useClass: PermissionGuard },
      { provide: APP_PIPE, useClass: ShapePipe },
      { provide: APP_INTERCEPTOR, useClass: AccessInterceptor },
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

/** Swagger UI styles its elements inline; nothing else is let in. Transport security is for whoever ends TLS to say. */
const helmetOptions = {
  strictTransportSecurity: false,
  // Addresses hold the ids of children: they are told to nobody else. Of a form of ours the origin stays known.
  referrerPolicy: { policy: 'same-origin' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};
