import { join } from 'node:path';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { SURROUNDINGS, type Surroundings } from '#http';
import { AdministrationController } from './administration/administration.controller.ts';
import { serveAssets } from './assets/assets.ts';
import { caseControllers, Looks } from './child/cases.ts';
import { AuditPages } from './audit/audit.controller.ts';
import type { WebSettings } from './config.ts';
import { FindController } from './find/find.controller.ts';
import { readForms } from './form/form.ts';
import { readUploads } from './form/upload.ts';
import { HomeController } from './home/home.controller.ts';
import { ImportController } from './import/import.controller.ts';
import { keepingPages } from './keeping/keeping.pages.ts';
import { MyWorkController } from './my-work/my-work.controller.ts';
import { showUnknownAddresses } from './page/unknown-address.ts';
import { performancePages } from './performance/performance.pages.ts';
import { Sessions } from './session/sessions.ts';
import { OpenIdProvider } from './sign-in/provider.ts';
import { SignInController } from './sign-in/sign-in.controller.ts';
import { WEB, type Web } from './web.ts';
import { WhatIfPageController } from './what-if/what-if.controller.ts';

/** Every controller of pages: a new feature adds its own here. */
const controllers = [
  HomeController,
  FindController,
  SignInController,
  MyWorkController,
  ImportController,
  WhatIfPageController,
  AdministrationController,
  ...keepingPages,
  ...caseControllers,
  ...performancePages,
  AuditPages,
];

/** The pages for people. Served beside the services, or alone before them. */
@Module({})
export class WebModule implements OnModuleInit, OnApplicationShutdown {
  static of(settings: WebSettings): DynamicModule {
    return {
      module: WebModule,
      controllers,
      providers: [
        {
          provide: WEB,
          inject: [SURROUNDINGS, HttpAdapterHost],
          useFactory: (surroundings: Surroundings, host: HttpAdapterHost): Web => webOf(settings, surroundings, host),
        },
        Looks,
      ],
    };
  }

  constructor(
    @Inject(WEB) private readonly web: Web,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    readForms(fastify);
    readUploads(fastify);
    serveAssets(fastify);
    showUnknownAddresses(fastify);
  }

  onApplicationShutdown(): void {
    this.web.sessions.close();
  }
}

function webOf(settings: WebSettings, { now, signIn, gate }: Surroundings, host: HttpAdapterHost): Web {
  const lasting = { idle: settings.SESSION_IDLE_MINUTES * 60_000, most: settings.SESSION_HOURS * 3_600_000 };
  return {
    sessions: new Sessions(join(settings.WAYMARK_DATA, 'sessions.db'), lasting, now),
    provider: signIn === undefined ? undefined : new OpenIdProvider(signIn),
    publicUrl: gate.publicUrl,
    servicesUrl: () => (settings.SERVICES_URL === '' ? ownAddress(host) : settings.SERVICES_URL),
  };
}

/** Where this server listens, as this machine reaches it. */
function ownAddress(host: HttpAdapterHost): string {
  const { server } = host.httpAdapter.getInstance<FastifyInstance>();
  const { port, address, family } = server.address() as {
    readonly port: number;
    readonly address: string;
    family: string;
  };
  const everywhere = address === '0.0.0.0' || address === '::';
  const name = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${name}:${String(port)}`;
}
