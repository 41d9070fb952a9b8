import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Gauge, type Registry } from 'prom-client';
import { Open } from './identity.ts';
import { problem } from './problem.ts';

/** How one thing the application rests on stands. */
export interface Standing {
  readonly ready: boolean;
  /** For a person: what is so, and where not ready what to do. Never personal data. */
  readonly sentence: string;
  readonly [more: string]: unknown;
}

export interface ReadinessCheck {
  /** What is asked after: `event store`, `projection`. */
  readonly name: string;
  readonly standing: () => Standing | Promise<Standing>;
}

/** What must stand for the application to be ready. Each module adds its own checks when it starts. */
@Injectable()
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];

  add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  async ask(): Promise<readonly (Standing & { readonly name: string })[]> {
    return Promise.all(this.checks.map(async (check) => ({ name: check.name, ...(await standing(check)) })));
  }
}

/** Adds to a registry, asked anew at each scrape, what stands: what /health/ready tells a person, for an alert to watch. */
export function measureReadiness(registry: Registry, readiness: Readiness): void {
  new Gauge({
    name: 'waymark_ready',
    help: 'What the application rests on: 1 where it stands, 0 where it does not.',
    labelNames: ['check'] as const,
    registers: [registry],
    async collect() {
      const checks = await readiness.ask();
      this.reset();
      for (const { name, ready } of checks) this.set({ check: name }, Number(ready));
    },
  });
}

@Open()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  live(): { readonly live: true } {
    return { live: true };
  }

  @Get('ready')
  async ready(): Promise<{ readonly ready: true; readonly checks: readonly Standing[] }> {
    const checks = await this.readiness.ask();
    const amiss = checks.filter(({ ready }) => !ready);
    if (amiss.length === 0) return { ready: true, checks };
    const detail = amiss.map(({ name, sentence }) => `${name}: ${sentence}`).join(' ');
    throw problem(503, 'not-ready', detail, { ready: false, checks }, { 'retry-after': '5' });
  }
}

/** A check is given two seconds: a probe that hangs tells its reader nothing. */
async function standing(check: ReadinessCheck): Promise<Standing> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Standing>((resolve) => {
    timer = setTimeout(resolve, 2000, { ready: false, sentence: 'It did not answer within two seconds.' });
  });
  try {
    return await Promise.race([check.standing(), silence]);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an error';
    return { ready: false, sentence: `It cannot be asked (${name}). See the log.` };
  } finally {
    clearTimeout(timer);
  }
}
