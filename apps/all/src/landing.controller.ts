import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Open, pagePolicy, SURROUNDINGS, type Surroundings } from '#http';
import { landingPage } from './landing.page.ts';
import { PartsReport } from './parts-report.ts';

/** `GET /about`: what Waymark is, how to try it, what runs. */
@Open()
@ApiExcludeController()
@Controller('about')
export class LandingController {
  constructor(
    @Inject(PartsReport) private readonly report: PartsReport,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  landing(@Req() request: FastifyRequest): string {
    const authorities = [...this.surroundings.authorities];
    return landingPage({
      url: `${request.protocol}://${/^[\w.:[\]-]+$/.test(request.host) ? request.host : 'localhost'}`,
      authority: authorities[0] ?? '855',
      parts: this.report.parts(),
      demonstration: this.report.demonstration(),
    });
  }
}
