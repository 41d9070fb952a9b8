import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { londonDate } from '#calendar';
import { SURROUNDINGS, type Surroundings } from '#http';
import { faultsOf, type Fault } from '../form/faults.ts';
import { textIn, type Form } from '../form/form.ts';
import { handOn } from '../page/hand-on.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { api, at, type Services } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import { addressWith } from './addresses.ts';
import type { DashboardAnswer, TrendAnswer } from './answers.ts';
import { dashboardView, named } from './dashboard.view.ts';
import { periodName } from './in-words.ts';
import { offersOf } from '../page/permitted.ts';
import { lastQuarter, periodIn } from './periods.ts';
import { ratingFaults, ratingView, type RatingTyped, type RatingView } from './rating.view.ts';

type Asked = Readonly<Record<string, string | undefined>>;

/** The quarter's dashboard, and the ratings people agree on it. */
@Pages()
@Controller('performance')
export class DashboardPages {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  @Get()
  async dashboard(
    @Query() query: Asked,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const { authority } = person;
    const today = londonDate(this.surroundings.now());
    const asked = periodIn(query);
    const { name, notes } =
      asked === undefined ? await latestWithReferrals(services, authority, today) : { name: asked, notes: [] };
    const { for: whom, knownAt } = query;
    const answer = await services.get<DashboardAnswer>(at`/authorities/${authority}/dashboard`, {
      query: { ...named(name), for: whom, knownAt },
    });
    return page(
      reply,
      'performance/dashboard.njk',
      dashboardView(answer, { knownAt, today, notes, offers: offersOf(person) }),
    );
  }

  @Get('dashboard.csv')
  async table(
    @Query() query: Asked,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { for: whom, knownAt } = query;
    const asked = { ...named(periodIn(query) ?? ''), for: whom, knownAt };
    const address = at`/authorities/${authority}/dashboard`;
    await handOn(reply, await api(request).open(address, { query: asked, headers: { accept: 'text/csv' } }));
  }

  /** Where somebody agrees a rating, or agrees another. */
  @Get('ratings')
  async rate(
    @Query() query: Asked,
    @Signed() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const typed = { measure: query['measure'] ?? '', period: periodIn(query) ?? '', rag: undefined, reason: '' };
    const shown = await this.ratingShown(typed, session, api(request));
    return page(reply, 'performance/rating.njk', shown);
  }

  @Post('ratings')
  @TakesForm()
  async agree(
    @Body() form: Form,
    @Signed() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const services = api(request);
    const typed: RatingTyped = {
      measure: textIn(form, 'measure') ?? '',
      period: textIn(form, 'period') ?? '',
      rag: textIn(form, 'rag'),
      reason: textIn(form, 'reason') ?? '',
    };
    const wrong = ratingFaults(typed);
    if (wrong.length > 0) {
      return page(reply, 'performance/rating.njk', await this.ratingShown(typed, session, services, wrong), 400);
    }
    const { measure, period, rag, reason } = typed;
    const { authority } = session.person;
    const sent = await services.post(at`/authorities/${authority}/dashboard/judgements`, {
      measure,
      ...named(period),
      rag,
      reason,
    });
    if (!sent.ok) {
      const faults = faultsOf(sent.problem, (pointer) => fields[pointer]);
      const view = await this.ratingShown(typed, session, services, faults);
      return page(reply, 'performance/rating.njk', view, sent.problem.status);
    }
    done(reply, addressWith('/performance', named(period)), 'The rating is agreed and kept with your reason.');
    return undefined;
  }

  private async ratingShown(
    typed: RatingTyped,
    { person: { authority } }: Session,
    services: Services,
    faults: readonly Fault[] = [],
  ): Promise<RatingView> {
    const answer = await services.get<DashboardAnswer>(at`/authorities/${authority}/dashboard`, {
      query: { ...named(typed.period), trend: 1 },
    });
    return ratingView(answer, typed, faults);
  }
}

const fields: Readonly<Record<string, string>> = { '/rag': 'rag', '/reason': 'reason' };

/** How many years back the latest referral is looked for. */
const yearsBack = 40;

/**
 * The last quarter that is over; where no child was referred in it, the latest one before in which any was, so that the
 * page is not one of nothings. Which it is is told.
 */
async function latestWithReferrals(
  services: Services,
  authority: string,
  today: string,
): Promise<{ readonly name: string; readonly notes: readonly string[] }> {
  const last = lastQuarter(today);
  const trend = at`/authorities/${authority}/measures/referrals/trend`;
  const quarters = await services.get<TrendAnswer>(trend, { query: { quarter: last, periods: 4 } });
  const [own] = quarters.periods.slice(-1);
  if (own?.numerator !== 0) return { name: last, notes: [] };
  const recent = latestOf(quarters);
  const found = recent ?? (await latestInYears(services, trend, last));
  if (found === undefined) return { name: last, notes: ['No referral is recorded. Every figure is of nothing yet.'] };
  const says = `Nobody was referred in ${periodName(last)}. This is the latest quarter in which anybody was.`;
  return { name: found, notes: [says] };
}

async function latestInYears(services: Services, trend: string, last: string): Promise<string | undefined> {
  const [year = ''] = last.split('-');
  const years = await services.get<TrendAnswer>(trend, { query: { year, periods: yearsBack } });
  const found = latestOf(years);
  if (found === undefined) return undefined;
  return latestOf(await services.get<TrendAnswer>(trend, { query: { quarter: `${found}-Q4`, periods: 4 } }));
}

function latestOf({ periods }: TrendAnswer): string | undefined {
  return periods.findLast(({ numerator }) => numerator !== 0)?.name;
}
