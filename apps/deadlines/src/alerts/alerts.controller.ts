import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  fault,
  problem,
  ProblemAnswers,
  ReadsChildren,
  refused,
  roles,
  textsOf,
  type Caller,
  type Query as Asked,
  May,
  Sees,
} from '#http';
import { StoreUnavailable } from '#store';
import type { Alert, Delivery } from './alert-book.ts';
import { AlertsDto, ReplayedDto, type AlertDto } from './alert.dto.ts';
import { AlertList } from './alert-list.ts';
import type { Recipient } from './alert-rule.ts';

const states: readonly Delivery['state'][] = ['listed', 'waiting', 'trying', 'delivered', 'dead'];
const page = 100;

/** Alerts that were raised, whom they reached, and the dead letters that can be sent again. */
@ApiTags('alerts')
@Controller('authorities/:authority/alerts')
export class AlertsController {
  constructor(@Inject(AlertList) private readonly list: AlertList) {}

  @May('alerts')
  @Get()
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOperation({ summary: 'The alerts, the last raised first: a role’s own list, or all in some state of delivery.' })
  @ApiQuery({ name: 'role', required: false, enum: [...roles] })
  @ApiQuery({ name: 'state', required: false, enum: [...states] })
  @ApiQuery({ name: 'child', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiOkResponse({ type: AlertsDto })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async alerts(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Sees() sees: Sees,
  ): Promise<AlertsDto> {
    const seen = await sees(authority);
    const { texts, faults } = textsOf(query, ['role', 'state', 'child', 'cursor']);
    const { role, state, child, cursor } = texts;
    if (role !== undefined && !roles.some((each) => each === role))
      faults.push(fault('role', 'unknown-choice', `Give role as one of ${roles.join(', ')}.`));
    if (state !== undefined && !states.some((each) => each === state))
      faults.push(fault('state', 'unknown-choice', `Give state as one of ${states.join(', ')}.`));
    const all = this.list.of(authority);
    // The alert a page ended with may be in another state by now: the next goes on after it all the same.
    const after = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const wanted = all
      .slice(after)
      .filter(({ raised }) => seen(raised.child))
      .filter(({ raised }) => child === undefined || raised.child === child)
      .filter(({ raised }) => role === undefined || raised.to.some((to) => 'role' in to && to.role === role))
      .filter(({ deliveries }) => state === undefined || deliveries.some((delivery) => delivery.state === state));
    if (cursor !== undefined && after === 0)
      faults.push(fault('cursor', 'not-a-cursor', 'Give the cursor that the page before answered as next.'));
    if (faults.length > 0) throw refused(faults);
    const shownHere = wanted.slice(0, page);
    const last = shownHere.at(-1);
    const isMore = wanted.length > shownHere.length;
    return { authority, alerts: shownHere.map(shown), next: isMore && last !== undefined ? last.id : null };
  }

  @May('resend-alerts')
  @Post('replay')
  @HttpCode(200)
  @AuthorityInPath()
  @ApiOperation({ summary: 'Sends every dead letter again.' })
  @ApiOkResponse({ type: ReplayedDto })
  @ProblemAnswers([401, 403, 404, 503])
  replayAll(@Param('authority', AuthorityCode) authority: string, @By() by: Caller): Promise<ReplayedDto> {
    return this.replay(
      authority,
      this.list.of(authority).filter(({ deliveries }) => deliveries.some(({ state }) => state === 'dead')),
      by,
    );
  }

  @May('resend-alerts')
  @Post(':alert/replay')
  @HttpCode(200)
  @AuthorityInPath()
  @ApiOperation({ summary: 'Sends the dead letters of one alert again.' })
  @ApiOkResponse({ type: ReplayedDto })
  @ProblemAnswers([401, 403, 404, 409, 503])
  async replayOne(
    @Param('authority', AuthorityCode) authority: string,
    @Param('alert') id: string,
    @By() by: Caller,
  ): Promise<ReplayedDto> {
    const alert = this.list.of(authority).find((each) => each.id === id);
    if (alert === undefined) throw problem(404, 'unknown-alert', 'No alert has this id. GET the alerts for their ids.');
    const answer = await this.replay(authority, [alert], by);
    if (answer.replayed.length > 0) return answer;
    throw problem(409, 'no-dead-letter', 'Nothing of this alert is a dead letter: there is nothing to send again.');
  }

  private async replay(authority: string, alerts: readonly Alert[], by: Caller): Promise<ReplayedDto> {
    const replayed: string[] = [];
    try {
      for (const alert of alerts) if (await this.list.replay(alert, by)) replayed.push(alert.id);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const detail = 'The event store does not answer. Ask again shortly: what was sent again stays so.';
      throw problem(503, 'store-unavailable', detail, { replayed }, { 'retry-after': '2' });
    }
    return { authority, replayed };
  }
}

function shown({ id, raised, raisedAt, deliveries }: Alert): AlertDto {
  const { child, clock, by, state, worker, team, known, to } = raised;
  return {
    alert: id,
    raisedAt: new Date(raisedAt).toISOString(),
    child,
    clock: { ...clock },
    by: { ...by },
    state,
    worker,
    team,
    known: { ...known },
    deliveries: deliveries.map(({ state: stands, attempts, at, error }, index) => ({
      to: nameOf(to[index]),
      state: stands,
      attempts,
      next: stands === 'waiting' ? new Date(at).toISOString() : null,
      error,
    })),
  };
}

/** A webhook by its address without what may be secret in it. */
function nameOf(to: Recipient | undefined): string {
  if (to === undefined) return '';
  if ('role' in to) return `role ${to.role}`;
  if ('email' in to) return to.email;
  const { origin, pathname } = new URL(to.webhook);
  return `${origin}${pathname}`;
}
