import { applyDecorators, createParamDecorator, UseFilters, UseGuards, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Open, ReadsChildren } from '#http';
import { sessionIn, type Session } from '../session/session.ts';
import { SignedIn, ToAnyone } from '../session/signed-in.ts';
import { NotSignedIn } from '../session/not-signed-in.ts';
import { PageFilter } from './page.filter.ts';

/**
 * A controller of pages. Who is not signed in is asked to; a post without the token of its form is refused; whatever is
 * thrown is shown as a page. A page tells of children only what the services told it, which recorded the look.
 */
export const Pages = (): ClassDecorator =>
  applyDecorators(
    Open(),
    ReadsChildren('through-services'),
    ApiExcludeController(),
    UseGuards(SignedIn),
    UseFilters(PageFilter),
  );

/** A page for anyone, signed in or not. */
export { ToAnyone };

/** This route takes a form: `@Body() body: Form`. */
export const TakesForm = (): MethodDecorator => RouteConfig({ takes: 'form' });

/** This route takes a file: `await fileIn(request)`. The token stands before the file in its form. */
export const TakesUpload = (): MethodDecorator => RouteConfig({ takes: 'upload' });

/** The session of who asks. */
export const Signed = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const session = sessionIn(request);
  if (session === undefined) throw new NotSignedIn(request.url);
  return session;
});
