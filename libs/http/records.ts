import { applyDecorators, HttpCode, Post, SetMetadata } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtension,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import { catalogue, type FactType, type Proposed } from '#events';
import { factShapes } from './fact-shapes.ts';
import { FactsDto, SeveralChildrenDto } from './facts.dto.ts';
import { MoveDto } from './move.dto.ts';
import { factMark, May } from './permission-guard.ts';
import { problem, type ProblemDocument } from './problem.ts';

/** The endpoint of one fact: its body is the fact's data. Documented from the catalogue, under a child's address. */
export function Records(type: FactType, path: string): MethodDecorator {
  const { meaning, example, importOnly } = catalogue[type];
  return applyDecorators(
    Post(path),
    May('record-facts'),
    SetMetadata(factMark, type),
    HttpCode(201),
    ApiOperation({ summary: `${type}: ${meaning}`, ...(importOnly === true && { description: toldByImports }) }),
    ApiExtension('x-fact', type),
    ApiBody({ type: factShapes[type], examples: { example: { value: example } } }),
    ChildInPath(),
    RecordingAnswers(),
  );
}

const toldByImports =
  'Only an import may tell it: with the role administrator. Anybody else’s post is refused with 400 import-only, and ' +
  'records what happened fact by fact instead.';

/** The body of a request, with an example that the service itself takes. */
export function ExampleBody<T extends object>(type: new () => T, value: T): MethodDecorator {
  return applyDecorators(ApiBody({ type, examples: { example: { value } } }));
}

/** Facts of one child as they are posted together. */
export function FactsBody(): MethodDecorator {
  return ExampleBody(FactsDto, { facts: [told('ChildRegistered'), told('ReferralReceived')] });
}

/** Facts of several children, here twins: what they share, and what one alone has. */
export function SeveralBody(): MethodDecorator {
  return ExampleBody(SeveralChildrenDto, {
    facts: [told('ChildRegistered'), told('ReferralReceived')],
    children: [{ child: 'A1', facts: [told('ReferralDecided')] }, { child: 'A2' }],
  });
}

/** Facts that are another child’s. */
export function MoveBody(): MethodDecorator {
  return ExampleBody(MoveDto, {
    facts: ['2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1'],
    to: 'A2',
    note: 'Told of the sibling.',
  });
}

function told(type: FactType): Proposed {
  return { type, data: catalogue[type].example } as Proposed;
}

/** What every post of facts may be asked with, and may be answered. */
export function RecordingAnswers(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'A repeat answers the same and writes nothing.',
    }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The revision last seen, in quotes: "12".' }),
    ApiQuery({ name: 'preview', required: false, type: Boolean, description: 'Judge, and write nothing.' }),
    ApiCreatedResponse({ description: 'Recorded.', schema: { type: 'object', example: answerExample } }),
    ApiOkResponse({ description: 'A preview: judged, nothing written.', schema: { type: 'object' } }),
    ProblemAnswers(),
  );
}

/** The problems any address under an authority may answer with. */
export function ProblemAnswers(codes: readonly number[] = Object.keys(problemExamples).map(Number)): MethodDecorator {
  return applyDecorators(...codes.map((status) => problemAnswer(status)));
}

/** What a post of facts of several children may be answered, beside the problems of any post. */
export function SeveralAnswers(): MethodDecorator {
  const done = { key: 'conference-1', children: [{ ...answerExample, status: 'recorded' }] };
  return applyDecorators(
    ApiOkResponse({ description: severalDone, schema: { type: 'object', example: done } }),
    ProblemAnswers([400, 401, 403, 404, 413, 503]),
    refusedForSome(409, 'Some child is refused by the order of its journey: nothing is written for any.'),
    refusedForSome(422, 'Every refused child owes a reason, and nothing else: nothing is written for any.'),
  );
}

/** What a move may be answered. */
export function MoveAnswers(): MethodDecorator {
  const moved = {
    authority: '855',
    correlationId: '6a0f3c52-6f1b-5c1e-9a38-0d6a52d3f7b1',
    to: answerExample,
    from: { ...answerExample, child: 'A2' },
  };
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'A repeat completes what is missing, answers the same and writes nothing twice.',
    }),
    ApiQuery({ name: 'preview', required: false, type: Boolean, description: 'Judge both, and write nothing.' }),
    ApiCreatedResponse({
      description: 'Recorded for the right child, and withdrawn here as wrong-child.',
      schema: { type: 'object', example: moved },
    }),
    ApiOkResponse({ description: 'A preview: both judged, nothing written.', schema: { type: 'object' } }),
    ProblemAnswers(),
  );
}

const severalDone =
  'What became of each child: its status recorded, repeated, previewed or, with partial=true, refused, and then the ' +
  'problem that it alone would have been answered.';

function refusedForSome(status: 409 | 422, description: string): MethodDecorator {
  const [code, , more = {}] = problemExamples[status] ?? [''];
  const own = problem(
    status,
    code,
    'What is wrong with this child’s facts, and what to do.',
    more as Record<string, unknown>,
  );
  const children = [{ child: 'A1', status: 'refused', problem: own.document }];
  return problemResponse(description, problem(status, 'refused-for-some', description, { children }).document);
}

export function ChildInPath(): MethodDecorator {
  return applyDecorators(
    AuthorityInPath(),
    ApiHeader({
      name: 'Access-Reason',
      required: false,
      description:
        'Why the record is looked at, for the access log: one line that names nobody, as "complaint 2026-114".',
    }),
    ApiParam({
      name: 'child',
      description: 'The authority’s own id of the child.',
      schema: { pattern: '^[A-Za-z0-9]{1,20}$' },
    }),
  );
}

export function AuthorityInPath(): MethodDecorator {
  return ApiParam({
    name: 'authority',
    description: 'The 3-digit DfE code.',
    schema: { pattern: '^[0-9]{3}$' },
    example: '855',
  });
}

const fault = {
  pointer: '/on',
  code: 'not-a-date',
  detail: 'Give a real day of the years 1900 to 2199 as YYYY-MM-DD.',
};
const owed = {
  code: 'late-without-reason',
  clock: 'conference',
  due: '2026-02-02',
  days: 1,
  field: 'lateReason',
  sentence: 'This was done after its due day and gives no reason.',
  pointer: '',
};

const problemExamples: Readonly<Record<number, readonly [code: string, description: string, more?: object]>> = {
  400: ['invalid', 'The shape is wrong: every fault with a JSON pointer.', { errors: [fault] }],
  401: ['unknown-caller', 'No token, or one that is expired or not of this server.'],
  403: ['other-authority', 'The token is of another authority.'],
  404: ['unknown-authority', 'An authority not served here.', { served: ['855', '856', '857'] }],
  409: ['no-open-case', 'Refused by the order of the journey, or the revision moved.', { standing: 'No case open.' }],
  413: ['body-too-large', 'Over 1 MiB.'],
  422: ['late-without-reason', 'A reason is owed, or the key was used for other facts.', { owed: [owed] }],
  503: ['store-away', 'The store is away: Retry-After says when to try again. Nothing is half-done.'],
};

function problemAnswer(status: number): MethodDecorator {
  const [code, description, more = {}] = problemExamples[status] ?? ['unexpected', 'Something went wrong.'];
  const example = problem(status, code, description, more as Record<string, unknown>).document;
  return problemResponse(description, example);
}

function problemResponse(description: string, example: ProblemDocument): MethodDecorator {
  const content = { 'application/problem+json': { schema: { type: 'object' }, example } };
  return ApiResponse({ status: example.status, description, content });
}

const answerExample = {
  authority: '855',
  child: 'A1',
  revision: 1,
  position: 1,
  facts: [
    {
      id: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1',
      type: 'ReferralReceived',
      on: '2026-01-05',
      recordedAt: '2026-01-05T10:30:00.123Z',
    },
  ],
  missed: [],
  changed: [],
  reasonOwed: [],
  clocks: [{ clock: 'decision', startedOn: '2026-01-05', due: '2026-01-06', rule: 'T1@wt-2018' }],
  next: ['ReferralDecided', 'AssessmentStarted'],
};
