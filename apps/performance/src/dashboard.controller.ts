import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AuthorityCode } from '#http';
import type { Query as Asked } from './asked.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardDto } from './dashboard.dto.ts';

/** The quarter at a glance. */
@ApiTags('dashboard')
@Controller('authorities/:authority')
export class DashboardController {
  constructor(@Inject(Dashboard) private readonly dashboards: Dashboard) {}

  /** The headline measures of one quarter of the financial year. */
  @Get('dashboard')
  @ApiQuery({ name: 'quarter', example: '2018-Q1' })
  @ApiQuery({ name: 'knownAt', required: false, description: 'As known at this instant: 2026-01-05T10:30:00Z.' })
  @ApiQuery({ name: 'knownAtPosition', required: false, description: 'As known at this place in the store.' })
  @ApiOkResponse({ type: DashboardDto })
  dashboard(@Param('authority', AuthorityCode) authority: string, @Query() query: Asked): Promise<DashboardDto> {
    return this.dashboards.dashboard(authority, query);
  }
}
