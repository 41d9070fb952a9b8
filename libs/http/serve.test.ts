import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import {
  AreCodes,
  AuthorityCode,
  By,
  ChildId,
  IsCode,
  IsCount,
  IsFlag,
  IsLondonTime,
  IsPart,
  IsPersonalText,
  IsPlainDate,
  issueDevelopmentToken,
  May,
  NotInFuture,
  Optional,
  PortTaken,
  Readiness,
  serveApp,
  type Caller,
  type Fault,
  type Served,
  type Standing,
} from './index.ts';
import { accessesHere, type AccessesHere } from '#testing';

class EarlierDto {
  @IsCount()
  readonly count!: number;
}

class VisitDto {
  @IsPlainDate()
  @NotInFuture()
  readonly on!: string;

  @Optional()
  @IsLondonTime()
  readonly at?: string;

  @IsCode(['home', 'school'])
  readonly place!: string;

  @AreCodes(['police', 'health'], 1)
  readonly attended!: readonly string[];

  @IsFlag()
  readonly seen!: boolean;

  @Optional()
  @IsPersonalText(20)
  readonly note?: string;

  @Optional()
  @IsPart(EarlierDto)
  readonly earlier?: EarlierDto;

  static also({ seen, note }: VisitDto): readonly Fault[] {
    return seen || note !== undefined ? [] : [{ pointer: '/note', code: 'missing', detail: 'Say why not.' }];
  }
}

class SpanDto {
  @IsPlainDate()
  readonly from!: string;
}

class StoreUnavailable extends Error {
  readonly retryAfterSeconds = 3;
}

@ApiTags('visits')
@May('case-record')
@Controller('authorities/:authority')
class VisitsController {
  @Post('children/:child/visits')
  visited(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Body() data: VisitDto,
    @By() by: Caller,
  ): object {
    return { authority, child, data, by, plain: Object.getPrototypeOf(data) === Object.prototype };
  }

  @Get('visits')
  span(@Query() query: SpanDto): object {
    return query;
  }

  @Get('away')
  away(): never {
    throw new StoreUnavailable('2026-01-05 Invented Child');
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('Invented Child has no name');
  }
}

@Module({ controllers: [VisitsController] })
class VisitsModule {}

const visit = { on: '2026-01-05', place: 'home', attended: ['police'], seen: true };
const children = '/authorities/855/children';
let dataFolder: string;
let accesses: AccessesHere;
let served: Served;
let standing: Standing = { ready: true, sentence: 'It answers.' };
let now = Date.parse('2026-01-05T23:30:00Z');

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'waymark-http-'));
  const checks = [{ name: 'event store', standing: () => standing }];
  accesses = await accessesHere(() => now);
  const { providers } = accesses;
  const common = {
    module: VisitsModule,
    name: 'visits',
    port: 0,
    dataFolder,
    providers,
    logLevel: 'silent',
    now: () => now,
  };
  served = await serveApp({ ...common, host: '127.0.0.1', checks });
});

afterAll(async () => {
  await served.stop();
  await accesses.close();
  rmSync(dataFolder, { recursive: true });
});

const post = (path: string, body: unknown): request.Test =>
  request(served.url)
    .post(path)
    .send(body as object);
const faults = (answer: request.Response): unknown =>
  (answer.body as { errors: Fault[] }).errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();

describe('a body of the right shape', () => {
  it('reaches the controller as it came, as plain JSON', async () => {
    const answer = await post(`${children}/A1/visits`, { ...visit, earlier: { count: 0 } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      authority: '855',
      child: 'A1',
      data: { ...visit, earlier: { count: 0 } },
      by: {
        user: 'local',
        role: 'manager',
        roles: ['manager', 'caseworker', 'chair', 'analyst', 'auditor', 'administrator'],
      },
      plain: true,
    });
  });
});

describe('a body of the wrong shape', () => {
  it('is answered with every fault, each at its place', async () => {
    const wrong = {
      on: '2026-02-29',
      at: '24:00',
      place: 'pub',
      attended: ['police', 'army', 'police'],
      seen: 'yes',
      note: ' ',
      earlier: { count: 1.5, 'a/b~c': 1 },
      extra: 1,
    };
    const answer = await post(`${children}/A1/visits`, wrong);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid', type: 'urn:waymark:problem:invalid' });
    expect(faults(answer)).toEqual([
      '/at not-a-time',
      '/attended too-many',
      '/earlier/a~1b~0c unknown-field',
      '/earlier/count not-a-count',
      '/extra unknown-field',
      '/note empty',
      '/on not-a-date',
      '/place unknown-code',
      '/seen not-true-or-false',
    ]);
  });

  it('names the element of a list that is wrong', async () => {
    expect(faults(await post(`${children}/A1/visits`, { ...visit, attended: ['police', 'police'] }))).toEqual([
      '/attended/1 repeated',
    ]);
    expect(faults(await post(`${children}/A1/visits`, { ...visit, attended: [7] }))).toEqual([
      '/attended/0 unknown-code',
    ]);
    expect(faults(await post(`${children}/A1/visits`, { ...visit, attended: [] }))).toEqual(['/attended empty']);
  });

  it('lists every field that is missing, once', async () => {
    expect(faults(await post(`${children}/A1/visits`, {}))).toEqual([
      '/attended missing',
      '/on missing',
      '/place missing',
      '/seen missing',
    ]);
  });

  it('takes null for a wrong value, not for one left out', async () => {
    expect(faults(await post(`${children}/A1/visits`, { ...visit, at: null }))).toEqual(['/at not-a-time']);
  });

  it.each([[[]], [[visit]]])('must be an object, not %j', async (body) => {
    expect(faults(await post(`${children}/A1/visits`, body))).toEqual([' not-an-object']);
  });

  it('asks the rules between fields once each is right', async () => {
    expect(faults(await post(`${children}/A1/visits`, { ...visit, seen: false }))).toEqual(['/note missing']);
  });

  it('refuses half a character and text that is too long', async () => {
    const half = `{"on":"2026-01-05","place":"home","attended":["police"],"seen":true,"note":"\\ud800"}`;
    const answer = await request(served.url)
      .post(`${children}/A1/visits`)
      .set('content-type', 'application/json')
      .send(half);
    expect(faults(answer)).toEqual(['/note not-a-text']);
    expect(faults(await post(`${children}/A1/visits`, { ...visit, note: 'x'.repeat(21) }))).toEqual(['/note too-long']);
  });

  it('holds queries to their shape too', async () => {
    const answer = await request(served.url).get('/authorities/855/visits?from=2026-13-01&to=x');
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual(['/from not-a-date', '/to unknown-field']);
  });
});

describe('a day still to come', () => {
  it.each([
    ['2026-01-05T23:30:00Z', '2026-01-05', 201],
    ['2026-01-05T23:30:00Z', '2026-01-06', 400],
    ['2026-06-30T22:59:00Z', '2026-07-01', 400],
    ['2026-06-30T23:00:00Z', '2026-07-01', 201],
  ])('at %s in London, %s answers %i', async (instant, on, status) => {
    now = Date.parse(instant);
    const answer = await post(`${children}/A1/visits`, { ...visit, on });
    expect(answer.status).toBe(status);
    if (status === 400) expect(faults(answer)).toEqual(['/on in-the-future']);
  });
});

describe('the address', () => {
  it('of an authority not served is unknown, and those served are listed', async () => {
    const answer = await post('/authorities/999/children/A1/visits', visit);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'unknown-authority', served: ['855', '856', '857'] });
  });

  it.each(['A%201', 'a-b', 'A'.repeat(21), '%C3%A9'])('of a child "%s" is malformed', async (child) => {
    const answer = await post(`${children}/${child}/visits`, visit);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'malformed-child-id']);
  });

  it('that is not there, or takes another method, says so', async () => {
    const nowhere = await request(served.url).get('/nowhere/Invented');
    expect([nowhere.status, (nowhere.body as { code: string }).code]).toEqual([404, 'unknown-address']);
    expect(JSON.stringify(nowhere.body)).not.toContain('Invented');
    const wrongMethod = await request(served.url).get(`${children}/A1/visits`);
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers['allow']).toBe('POST');
  });

  it('that cannot be decoded is a problem too', async () => {
    const answer = await request(served.url).get('/authorities/%zz');
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });
});

describe('a body that cannot be read', () => {
  const raw = (text: string, type: string): request.Test =>
    request(served.url).post(`${children}/A1/visits`).set('content-type', type).send(text);
  it.each([
    ['malformed', '{"on": "Invented', 'application/json', 400, 'malformed-json'],
    ['empty', '', 'application/json', 400, 'malformed-json'],
    ['one that sets a prototype', '{"__proto__": {"seen": true}}', 'application/json', 400, 'malformed-json'],
    ['one that says a day twice', '{"on": "2026-01-05", "on": "2026-01-06"}', 'application/json', 400, 'invalid'],
    ['one that is said to be Latin-1', '{"on": "2026-01-05"}', 'application/json; charset=iso-8859-1', 415, 'not-json'],
    ['a form', 'on=2026-01-05', 'application/x-www-form-urlencoded', 415, 'not-json'],
    ['over 1 MiB', JSON.stringify({ note: 'x'.repeat(1024 * 1024) }), 'application/json', 413, 'body-too-large'],
  ])('%s is a problem', async (_, text, type, status, code) => {
    const answer = await raw(text, type);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.stringify(answer.body)).not.toContain('Invented');
  });
});

describe('a failure', () => {
  it('of the store asks to try again later', async () => {
    const answer = await request(served.url).get('/authorities/855/away');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('3');
    expect(JSON.stringify(answer.body)).not.toContain('Invented');
  });

  it('that was not expected tells the caller nothing of its inside', async () => {
    const answer = await request(served.url).get('/authorities/855/broken');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([500, 'unexpected']);
    expect(JSON.stringify(answer.body)).not.toMatch(/Invented|TypeError|\.ts/);
  });
});

describe('who asks', () => {
  const as = async (token: string | Promise<string>): Promise<request.Response> =>
    post(`${children}/A1/visits`, visit).set('authorization', `Bearer ${await token}`);
  const token = (given: { readonly authority?: string; readonly now?: number }): Promise<string> =>
    issueDevelopmentToken({ role: 'chair', user: 'u1', authority: '855', dataFolder, now, ...given });

  it('is told by a token of this data folder', async () => {
    const answer = await as(token({}));
    expect(answer.status).toBe(201);
    expect((answer.body as { by: unknown }).by).toEqual({ user: 'u1', role: 'chair', roles: ['chair'] });
  });

  it('may have several roles, the first of which is recorded, and be somebody children are allocated to', async () => {
    const given = {
      user: 'u1',
      authority: '855',
      worker: 'W1',
      team: 'Duty',
      name: 'Invented Person',
      dataFolder,
      now,
    };
    const answer = await as(issueDevelopmentToken({ ...given, roles: ['manager', 'caseworker', 'manager'] }));
    expect((answer.body as { by: unknown }).by).toEqual({
      user: 'u1',
      role: 'manager',
      roles: ['manager', 'caseworker'],
      worker: 'W1',
      team: 'Duty',
      name: 'Invented Person',
    });
  });

  it('may ask only of the authority the token is for', async () => {
    expect((await as(token({ authority: '857' }))).status).toBe(403);
  });

  it('is not known by an expired, wrong or altered token', async () => {
    const eightHours = 8 * 60 * 60 * 1000;
    const good = await token({});
    for (const bad of [token({ now: now - eightHours - 1000 }), 'nonsense', `${good.slice(0, -4)}AAAA`]) {
      const answer = await as(bad);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('is forgotten when the token runs out, though it was good before', async () => {
    const good = await token({});
    expect((await as(good)).status).toBe(201);
    now += 8 * 60 * 60 * 1000;
    expect((await as(good)).status).toBe(401);
  });

  describe('without a token', () => {
    const asked = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await post(`${children}/A1/visits`, { ...visit, on: '2026-01-05' }).set(headers)).status;

    it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.0.0.1:3000', '127.1.2.3:80', '[::1]', '[::1]:3000'])(
      'is this machine’s owner when asking as %s',
      async (host) => {
        expect(await asked({ host })).toBe(201);
      },
    );

    it.each([
      'evil.example',
      'evil.example:3000',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.evil.example',
      'evil.example#localhost',
      'localhost@evil.example',
      '[::1].evil.example',
      '10.0.0.1',
      '0.0.0.0:3000',
    ])('is not known when asking as %s, whose name leads here', async (host) => {
      expect(await asked({ host })).toBe(401);
    });

    it.each(['forwarded', 'x-forwarded-for', 'X-Forwarded-Host', 'x-forwarded-proto'])(
      'is not known through a proxy that says so by %s',
      async (header) => {
        expect(await asked({ [header]: 'x' })).toBe(401);
      },
    );

    it('is told what to do, and is still told whether the service is well', async () => {
      const elsewhere = { host: 'evil.example' };
      const answer = await post(`${children}/A1/visits`, visit).set(elsewhere);
      expect((answer.body as { detail: string }).detail).toContain('npx waymark token');
      expect((await request(served.url).get('/health/live').set(elsewhere)).status).toBe(200);
    });

    it('may be anyone with a good token, however it asks', async () => {
      const good = await token({});
      const answer = await post(`${children}/A1/visits`, visit).set({
        host: 'waymark.example',
        'x-forwarded-for': '10.0.0.1',
        authorization: `Bearer ${good}`,
      });
      expect(answer.status).toBe(201);
    });
  });

  it('must say so where others than this machine can ask', async () => {
    const common = { module: VisitsModule, name: 'visits', port: 0, dataFolder, logLevel: 'silent' };
    const public_ = await serveApp({ ...common, host: '0.0.0.0' });
    try {
      const url = `http://127.0.0.1:${String(public_.port)}`;
      expect((await request(url).post(`${children}/A1/visits`).send(visit)).status).toBe(401);
      expect((await request(url).get('/health/live')).status).toBe(200);
      expect((await request(url).get('/metrics')).status).toBe(200);
    } finally {
      await public_.stop();
    }
  });
});

describe('what every service answers', () => {
  it('is ready while all it rests on stands, and says what does not', async () => {
    expect((await request(served.url).get('/health/ready')).body).toEqual({
      ready: true,
      checks: [{ name: 'event store', ready: true, sentence: 'It answers.' }],
    });
    standing = { ready: false, sentence: 'It is away. Start it.' };
    const answer = await request(served.url).get('/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      code: 'not-ready',
      checks: [{ name: 'event store', ready: false, sentence: 'It is away. Start it.' }],
    });
  });

  it('takes checks from modules, and one that throws is one that does not stand', async () => {
    standing = { ready: true, sentence: 'It answers.' };
    served.app.get(Readiness).add({
      name: 'projection',
      standing: () => {
        throw new Error('Invented Child');
      },
    });
    const answer = await request(served.url).get('/health/ready');
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).toContain('projection');
    expect(JSON.stringify(answer.body)).not.toContain('Invented');
  });

  it('measures requests by route, never by address', async () => {
    await post(`${children}/SECRET/visits`, visit);
    const { text } = await request(served.url).get('/metrics');
    expect(text).toContain('route="/authorities/:authority/children/:child/visits",status="201"');
    expect(text).not.toContain('SECRET');
  });

  it('documents itself, with the shapes of bodies', async () => {
    const { body } = await request(served.url).get('/openapi.json');
    const { VisitDto: shape } = (body as { components: { schemas: Record<string, unknown> } }).components.schemas;
    expect(shape).toMatchObject({
      required: ['on', 'place', 'attended', 'seen'],
      properties: { on: { format: 'date' }, place: { enum: ['home', 'school'] } },
    });
    const page = await request(served.url).get('/docs');
    expect(page.text).toContain('/docs/swagger-ui-bundle.js');
    expect((await request(served.url).get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await request(served.url).get('/docs/swagger-ui.css')).status).toBe(200);
  });

  it('says which port is taken', async () => {
    const again = serveApp({
      module: VisitsModule,
      name: 'v',
      port: served.port,
      host: '127.0.0.1',
      dataFolder,
      logLevel: 'silent',
    });
    await expect(again).rejects.toThrow(PortTaken);
  });
});
