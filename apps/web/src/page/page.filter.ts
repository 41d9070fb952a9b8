import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#http';
import { ServiceProblem, ServicesAway } from '../services/service-problem.ts';
import { NotSignedIn } from '../session/not-signed-in.ts';
import { failedView, type Failure } from './failed.view.ts';
import { page } from './page.ts';

/** Shows whatever a page threw: sign in, not permitted, not found, away, failed. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly log = new Logger('pages');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    if (reply.sent) return;
    if (error instanceof NotSignedIn || (error instanceof ServiceProblem && error.document.status === 401)) {
      const address = error instanceof NotSignedIn ? error.address : request.url;
      const then = request.method === 'GET' || error instanceof NotSignedIn ? address : '/';
      void reply.header('cache-control', 'no-store').redirect(`/sign-in?then=${encodeURIComponent(then)}`, 303);
      return;
    }
    const failure = failureOf(error);
    if (failure.status === 500) this.log.error(error instanceof Error ? error : String(error));
    if (failure.retryAfter !== undefined) void reply.header('retry-after', failure.retryAfter);
    void reply.send(page(reply, 'page/failed.njk', failedView(failure), failure.status));
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ServicesAway) return { status: 503, code: 'away', detail: undefined, retryAfter: '5' };
  if (error instanceof ServiceProblem || error instanceof Problem) {
    const { status, code, detail } = error.document;
    return { status, code, detail, retryAfter: error.headers['retry-after'] };
  }
  if (error instanceof HttpException) {
    return { status: error.getStatus(), code: 'http', detail: undefined, retryAfter: undefined };
  }
  return { status: 500, code: 'failed', detail: undefined, retryAfter: undefined };
}
