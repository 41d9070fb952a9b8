import { actNames } from '#access';
import { AccessInterceptor, readsMark, Recording } from '#http';
import { PartsReport } from '../apps/all/src/parts-report.ts';
import { ServicesModule, servicesOf } from '../apps/all/src/services.module.ts';
import { WebSettings } from '../apps/web/src/config.ts';
import { WebModule } from '../apps/web/src/web.module.ts';
import { controllersOf, permissionOf, routesOf, type Route } from './routes.fixture.ts';

const places = { keyFile: '', createKey: false, folder: '', everyMinutes: 0 };
const all = routesOf(ServicesModule.of(new PartsReport(), servicesOf(places, new WebSettings())));

/** What tells of no child, and so is not in the access log: each with why. */
const tellsOfNobody: Readonly<Record<string, string>> = {
  'GET /about': 'The page that introduces the services.',
  'GET /measures': 'Definitions.',
  'GET /authorities/:authority/measures/:measure': 'A figure: its rows are asked for at an address of their own.',
  'GET /authorities/:authority/measures/:measure/trend': 'Figures.',
  'GET /authorities/:authority/measures/:measure/stream': 'Figures.',
  'GET /authorities/:authority/tables/contacts-referrals-assessments': 'Figures.',
  'GET /authorities/:authority/dashboard': 'Figures.',
  'GET /authorities/:authority/dashboard/stream': 'Figures.',
  'GET /authorities/:authority/dashboard/judgements': 'Colours that people gave to figures.',
  'POST /authorities/:authority/dashboard/judgements': 'A colour that somebody gives to a figure.',
  'POST /receipts': 'A figure, and digests of its rows.',
  'GET /receipts/:id': 'Figures: what differs is asked for at an address of its own.',
  'GET /authorities/:authority/receipts': 'Published figures.',
  'GET /authorities/:authority/deadlines/summary': 'Counts.',
  'POST /authorities/:authority/alerts/replay': 'Ids of alerts that are sent again to whom they were meant for.',
  'POST /authorities/:authority/alerts/:alert/replay': 'The id of an alert that is sent again.',
  'GET /authorities/:authority/may': 'What the person who asks may do here.',
  'GET /authorities/:authority/waiting': 'How much waits for the person who asks.',
  'POST /authorities/:authority/census-imports': 'How an import begins: it has read nothing of the record.',
};

describe('every route of the services', () => {
  it('is gone through here, those of each service', () => {
    expect(all.length).toBeGreaterThan(70);
    for (const one of ['children/:child/journey', 'deadlines/stream', 'alerts', 'ssd', 'bundle', 'what-if', 'accesses'])
      expect(all.map(({ asked }) => asked).filter((asked) => asked.endsWith(one))).not.toEqual([]);
  });

  it('names its child, says whose records it tells of, or stands among those that tell of nobody', () => {
    const left = all.filter((route) => !isOfChild(route) && markOf(route) === undefined);
    expect(left.map(({ asked }) => asked).sort()).toEqual(Object.keys(tellsOfNobody).sort());
  });

  it('has a line of the table of roles that says who may ask for it, unless it is open to anyone', () => {
    const lines = all.map((route) => [route.asked, permissionOf(route)] as const);
    const known: readonly unknown[] = [...actNames, 'record-facts', 'open'];
    expect(lines.filter(([, line]) => !known.includes(line))).toEqual([]);
    const open = all.filter((route) => permissionOf(route) === 'open' && markOf(route) !== 'through-services');
    expect(open.map(({ asked }) => asked)).toEqual(['GET /about']);
  });

  it('that posts one fact is the recording of facts', () => {
    const posting = all.filter((route) => Reflect.hasMetadata('swagger/apiExtension', route.handler));
    expect(posting.length).toBeGreaterThan(30);
    expect(posting.filter((route) => permissionOf(route) !== 'record-facts')).toEqual([]);
  });

  it('has its looks entered in the access log: by recording where facts are posted, and otherwise by its mark', () => {
    const watched = (route: Route): boolean =>
      [route.handler, route.controller].some((of) =>
        ((Reflect.getMetadata('__interceptors__', of) ?? []) as readonly unknown[]).includes(AccessInterceptor),
      );
    const unwatched = all.filter((route) => !watched(route) && permissionOf(route) !== 'open');
    expect(unwatched.filter((route) => permissionOf(route) !== 'record-facts')).toEqual([]);
    expect(unwatched.filter(({ asked }) => !asked.startsWith('POST '))).toEqual([]);
    // Whoever answers them was given nothing that records but the service that enters what it does not record.
    const given = (controller: object): unknown => Reflect.getMetadata('design:paramtypes', controller);
    expect(unwatched.filter(({ controller }) => !isRecordingAlone(given(controller)))).toEqual([]);
  });

  it('names the authority in whose log its look belongs, unless its answer does', () => {
    const marked = all.filter(
      (route) => ![undefined, 'through-services'].includes(markOf(route)) && !route.asked.includes(':authority'),
    );
    expect(marked.map((route) => [route.asked, markOf(route)])).toEqual([
      ['GET /receipts/:a/difference/:b', 'answered'],
    ]);
  });

  it('is a page exactly where it tells of children what services told, which recorded the look', () => {
    const through = all.filter((route) => markOf(route) === 'through-services');
    const pages = all.filter(({ controller }) => controllersOf(WebModule.of(new WebSettings())).includes(controller));
    expect(through).toEqual(pages);
    expect(pages.length).toBeGreaterThan(2);
  });

  it('that streams what comes about tells of all children from its beginning, or of none', () => {
    const streams = all.filter(({ asked }) => asked.endsWith('/stream'));
    expect(streams.map((route) => markOf(route) ?? tellsOfNobody[route.asked])).toEqual(
      expect.arrayContaining(['every', 'Figures.']),
    );
    expect(streams.map(markOf)).not.toContain('answered');
  });
});

function isRecordingAlone(given: unknown): boolean {
  return Array.isArray(given) && given.length === 1 && given[0] === Recording;
}

function isOfChild({ asked }: Route): boolean {
  return asked.includes('/:child/') || asked.endsWith('/:child');
}

function markOf({ handler, controller }: Route): string | undefined {
  return (Reflect.getMetadata(readsMark, handler) ?? Reflect.getMetadata(readsMark, controller)) as string | undefined;
}
