import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { notByThemselves, problemOf, unexpected, withoutChild } from './house-errors.ts';
import { placesIn } from './log.ts';
import { problem, Problem, problemMediaType } from './problem.ts';
import type { Refused } from './refused-looks.ts';

/** Answers every error as a problem document. What was not expected is logged, and told to the caller only as a 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly methodsAt: (url: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const answer = this.problemOf(error, request);
    // A problem may stand for an error of one of several children, which is then its cause.
    const failed = error instanceof Problem ? (error.cause ?? error) : error;
    const known = problemOf(failed);
    if (answer.document.status === 500 || notByThemselves.has(known.document.code))
      this.logFailure(failed, known, request);
    if (answer.document.status === 403) (request as Refused).waymarkRefused = answer.document;
    void reply
      .status(answer.document.status)
      .headers(answer.headers)
      .type(problemMediaType)
      .send(JSON.stringify(answer.document));
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    return error instanceof HttpException ? this.expected(error, request) : problemOf(error);
  }

  /** Nest's and Fastify's own refusals. Their texts may quote the request, so none is passed on. */
  private expected(error: HttpException, request: FastifyRequest): Problem {
    const status = error.getStatus();
    if (status === 404) return this.nothingThere(request);
    if (status === 413) return problem(413, 'body-too-large', 'Keep a body to 1 MiB: post fewer facts at a time.');
    if (status === 415) return problem(415, 'not-json', 'Send the body as JSON, with content-type application/json.');
    if (status === 400)
      return problem(400, 'malformed-request', 'The request cannot be read. Check its address and headers.');
    return problem(status, `http-${String(status)}`, 'The request was refused. Check its method, address and headers.');
  }

  private nothingThere({ method, url }: FastifyRequest): Problem {
    const allowed = this.methodsAt(url);
    if (allowed.length === 0 || allowed.includes(method)) {
      return problem(404, 'unknown-address', 'There is nothing at this address. See /docs for those there are.');
    }
    const allow = allowed.join(', ');
    return problem(405, 'method-not-allowed', `This address takes ${allow}.`, { allow: allowed }, { allow });
  }

  private logFailure(error: unknown, { document }: Problem, { id, method, routeOptions }: FastifyRequest): void {
    const at = {
      request: id,
      method,
      route: routeOptions.url,
      error: error instanceof Error ? error.name : typeof error,
    };
    if (document.code !== unexpected) {
      this.log.error({ ...at, says: error instanceof Error ? withoutChild(error.message) : '' }, 'a request failed');
      return;
    }
    this.log.error({ ...at, stack: error instanceof Error ? placesIn(error) : [] }, 'a request failed unexpectedly');
  }
}
