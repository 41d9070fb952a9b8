import { createParamDecorator, Inject, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import { callerOf } from './identity.ts';
import { AuthorityCode, ChildId } from './path.pipes.ts';
import { problem } from './problem.ts';
import { correlationOf } from './request-ids.ts';
import { seesOf, type Sees, type Sighted } from './sight.ts';
import { under, type Fault } from './shape.ts';
import { invalid } from './shape.pipe.ts';
import { SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** What a post of facts says beside its body, checked: whose, by whom, under which conditions. */
export interface AskedToRecord {
  readonly authority: string;
  /** Empty where the address names no child. */
  readonly child: string;
  readonly by: Caller;
  readonly idempotencyKey: string | undefined;
  /** The revision the journey must be at. */
  readonly ifMatch: number | undefined;
  readonly preview: boolean;
  /** Of several children: record those accepted even though others are refused. */
  readonly partial: boolean;
  /** What the caller ties this request to others by; the facts keep it. */
  readonly correlationId: string | undefined;
  /** The request's own id, as its answer and the log name it; the facts keep it as their cause. */
  readonly causationId: string;
  /** The record is kept to others: what protects the child is recorded, and the answer tells nothing of the journey. */
  readonly isOutside: boolean;
  /** Whom the person may be told of. */
  readonly sees: Sees;
  readonly reply: FastifyReply;
}

/** Reads `AskedToRecord` from a request. */
export const Asked = (): ParameterDecorator => AskedRaw(AskedPipe);

/** Checks the address, `Idempotency-Key`, `If-Match`, `preview` and `partial`. */
@Injectable()
export class AskedPipe implements PipeTransform<Raw, AskedToRecord> {
  private readonly authority: AuthorityCode;
  private readonly child = new ChildId();

  constructor(@Inject(SURROUNDINGS) surroundings: Surroundings) {
    this.authority = new AuthorityCode(surroundings);
  }

  transform({ request, reply }: Raw): AskedToRecord {
    const { authority = '', child } = request.params as Readonly<Record<string, string | undefined>>;
    const flags = flagsIn(request.query as Query, child === undefined ? ['preview', 'partial'] : ['preview']);
    return {
      authority: this.authority.transform(authority),
      child: child === undefined ? '' : this.child.transform(child),
      by: callerOf(request),
      idempotencyKey: keyIn(request.headers['idempotency-key']),
      ifMatch: revisionIn(request.headers['if-match']),
      preview: flags.has('preview'),
      partial: flags.has('partial'),
      isOutside: (request as Sighted).waymarkIsOutside ?? false,
      sees: seesOf(request),
      correlationId: correlationOf(request),
      causationId: request.id,
      reply,
    };
  }
}

interface Raw {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const AskedRaw = createParamDecorator((_: unknown, context: ExecutionContext): Raw => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/** The key of a request, or undefined where it has none. Throws the 400 for a malformed one. */
export function keyIn(header: unknown): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  const detail = 'An Idempotency-Key is 1 to 200 characters of ASCII without spaces, such as a UUID.';
  throw problem(400, 'malformed-idempotency-key', detail);
}

function revisionIn(header: unknown): number | undefined {
  if (header === undefined) return undefined;
  const digits = typeof header === 'string' ? /^"(0|[1-9][0-9]{0,14})"$/.exec(header)?.[1] : undefined;
  if (digits !== undefined) return Number(digits);
  const detail = 'If-Match is the revision last seen, in quotes, as an answer gave it in ETag: "12".';
  throw problem(400, 'malformed-if-match', detail);
}

type Query = Readonly<Record<string, unknown>>;

/** The flags that are set. A name that is not one of them is refused: a misspelt `preview` must never record. */
function flagsIn(query: Query, known: readonly string[]): ReadonlySet<string> {
  const faults = Object.entries(query).flatMap(([name, value]) => under(name, flagFaults(name, value, known)));
  if (faults.length > 0) throw invalid(faults, 'query');
  return new Set(known.filter((name) => query[name] === 'true'));
}

function flagFaults(name: string, value: unknown, known: readonly string[]): readonly Fault[] {
  if (!known.includes(name)) {
    const detail = `This is not asked for here. Use ${known.join(', ')}, or nothing.`;
    return [{ pointer: '', code: 'unknown-field', detail }];
  }
  if (value === 'true' || value === 'false') return [];
  return [{ pointer: '', code: 'not-true-or-false', detail: 'Give true or false, once.' }];
}
