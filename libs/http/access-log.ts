import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { defer, lastValueFrom, mergeMap, type Observable } from 'rxjs';
import { childrenIn, Looks, type Addressed, type Telling } from './looks.ts';
import { restrictedCase } from './sight.ts';

/**
 * Says of an answer about several children whose records it tells of, so that the look is recorded before it leaves:
 * `answered` for those named in it as `child`, `named` for the same where an answer that names nobody is no look, `unrecorded` for those among them of whom nothing was recorded by this
 * post, `every` for the whole authority, `nobody` for a look at the log itself, `through-services` where the answer tells
 * only what other services told, each of which recorded the look. Answers about one child, whose address names it, are
 * recorded without being marked.
 */
export const ReadsChildren = (which: Which = 'answered'): ClassDecorator & MethodDecorator =>
  SetMetadata(readsMark, which);

/**
 * Records every look at a child's record before the answer leaves: where the store cannot take it, nothing is answered.
 * A look that finds nothing is recorded too. A post is a look where it records nothing: a preview and a refusal tell
 * where a child's journey stands.
 */
@Injectable()
export class AccessInterceptor implements NestInterceptor {
  constructor(
    private readonly looks: Looks,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Telling & Watched>();
    // Of a controller and of its method: one look is entered once.
    if (request.waymarkIsWatched === true) return next.handle();
    request.waymarkIsWatched = true;
    const { authority, child } = request.params as Addressed;
    const marked = [context.getHandler(), context.getClass()];
    const which = this.reflector.getAllAndOverride<Which | undefined>(readsMark, marked);
    if (which === 'through-services') return next.handle();
    if (which === 'answered' || which === 'named') {
      return next.handle().pipe(
        mergeMap(async (body: unknown) => {
          const { children = [], authority: told } = request.waymarkTellsOf ?? {};
          const of = [...children, ...childrenIn(body)];
          if (which === 'named' && of.length === 0) return body;
          await requireSeen(request, authority ?? told, of, this.reflector.get(decidesMark, context.getHandler()));
          await this.looks.enter(request, authority ?? told, of);
          return body;
        }),
      );
    }
    if (which === 'unrecorded' || (which === undefined && child !== undefined && !reads(request))) {
      return defer(() => this.looks.ofPost(request, () => lastValueFrom(next.handle())));
    }
    if (which === undefined && child === undefined) return next.handle();
    const of = which === 'every' ? which : which === 'nobody' || child === undefined ? [] : [child];
    return defer(() => this.looks.enter(request, authority, of)).pipe(mergeMap(() => next.handle()));
  }
}

/** Says of an answer that it names restricted records to those who decide about them. */
export const NamesRestricted = (): MethodDecorator => SetMetadata(decidesMark, true);

const decidesMark = 'waymark:names-restricted';

/** An answer that names a child of whom the person may not know is not given, whoever forgot to leave the child out. */
async function requireSeen(
  request: Telling,
  authority: string | undefined,
  of: readonly string[],
  decides: unknown,
): Promise<void> {
  if (decides === true || authority === undefined || of.length === 0 || request.waymarkSees === undefined) return;
  const sees = await request.waymarkSees(authority);
  if (!of.every(sees)) throw restrictedCase();
}

type Which = 'answered' | 'named' | 'unrecorded' | 'every' | 'nobody' | 'through-services';

/** A request whose look is being entered. */
interface Watched {
  waymarkIsWatched?: boolean;
}

/** Where the mark is kept, for whoever goes through all routes. */
export const readsMark = 'waymark:reads-children';

function reads({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
