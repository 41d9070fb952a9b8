import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  AuthorityCode,
  AuthorityInPath,
  fault,
  ProblemAnswers,
  ReadsChildren,
  refused,
  SURROUNDINGS,
  type Fault,
  type Query as Asked,
  type Surroundings,
  May,
  Sees,
} from '#http';
import { momentAsked } from '../asked.ts';
import { Rows } from '../rows-here.ts';
import { driftAsks, driftOn, quietSince, type Drift, type Silence } from './drift.ts';
import { DriftDto, type DriftingCaseDto, type SilenceDto } from './drift.dto.ts';

/** Open cases that have fallen silent. */
@ApiTags('drift')
@May('worklist')
@Controller('authorities/:authority/drift')
export class DriftController {
  constructor(
    @Inject(Rows) private readonly rows: Rows,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOperation({
    summary: 'Open cases in the order of how meaningful their silence is.',
    description:
      'First those where a rule of the case’s own rule pack expects a visit, core group or review that has not come, by ' +
      'how many times the time it allows has gone since its count began (3 is three times as long as allowed). Then those ' +
      'without a worker, the longest first. Then those where no rule expects anything, by the longest silence. Of equals ' +
      'the child’s id decides. `quietFor` says how long nothing must have been recorded where no rule expects anything. ' +
      'A rule that is not past its due day is no silence, and an adjourned review is no review.',
  })
  @ApiQuery({ name: 'on', required: false, description: 'As at this day, YYYY-MM-DD. Without it: today in London.' })
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'worker', required: false })
  @ApiQuery({
    name: 'quietFor',
    required: false,
    description:
      'Where no rule expects anything, how many working days must have gone by: 0 to 250, 0 unless said otherwise. ' +
      'What a rule expects and cases without a worker are told from the first day.',
  })
  @ApiQuery({ name: 'offset', required: false, description: 'How many cases to pass over: 0 unless said otherwise.' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 1000, 100 unless said otherwise.' })
  @ApiOkResponse({ type: DriftDto })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async drift(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Sees() sees: Sees,
  ): Promise<DriftDto> {
    const now = this.surroundings.now();
    const { moment, texts, faults } = momentAsked(query, now, ['team', 'worker', 'quietFor', 'offset', 'limit']);
    const offset = countIn('offset', texts['offset'], 0, 1_000_000, 0, faults);
    const quietFor = countIn('quietFor', texts['quietFor'], 0, 250, 0, faults);
    const limit = countIn('limit', texts['limit'], 1, 1000, 100, faults);
    if (faults.length > 0) throw refused(faults);
    const { day } = moment;
    const { team, worker } = texts;
    const seen = await sees(authority);
    return this.rows.at(async (snapshot) => {
      const cases = await snapshot.openCases({ authority, day, ...driftAsks });
      const drifting = driftOn(cases, day, quietSince(this.rows.rules.of(authority).calendar, day, quietFor))
        .filter((each) => team === undefined || each.team === team)
        .filter((each) => worker === undefined || each.worker === worker);
      return {
        authority,
        on: day,
        position: snapshot.projection.position,
        openCases: cases.length,
        drifting: drifting.length,
        // Counted as everywhere, and left out of the list.
        cases: drifting
          .filter(({ child }) => seen(child))
          .slice(offset, offset + limit)
          .map(shown),
        notRecorded: [
          { absent: 'supervision', says: 'No fact records supervision, so nobody can tell where it is absent.' },
        ],
      };
    });
  }
}

function countIn(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
  otherwise: number,
  faults: Fault[],
): number {
  if (text === undefined) return otherwise;
  const number = /^[0-9]{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  faults.push(fault(name, 'out-of-range', `Give ${name} as a whole number from ${String(least)} to ${String(most)}.`));
  return otherwise;
}

function shown({ silences, ...rest }: Drift): DriftingCaseDto {
  return { ...rest, silences: silences.map(silence) };
}

function silence(one: Silence): SilenceDto {
  const { absent, lastOn = null, since, days, expected } = one;
  const rule = expected && { ...expected, over: Math.round(expected.over * 100) / 100 };
  return { absent, lastOn, since, days, expected: rule ?? null, says: inWords(one) };
}

const named = { visit: 'visit', 'core-group': 'core group', review: 'review', allocation: 'worker' } as const;
const done = { visit: 'seen', 'core-group': 'held', review: 'held', allocation: 'allocated' } as const;

function inWords({ absent, lastOn, since, days, expected }: Silence): string {
  const ago = `${String(days)} ${days === 1 ? 'day' : 'days'}`;
  if (expected !== undefined)
    return `No ${named[absent]} since ${since}: rule ${expected.rule} expected one by ${expected.by}.`;
  if (absent === 'allocation') return `Nobody has had the case since ${since}, for ${ago}. No rule says how soon.`;
  if (lastOn === since) return `No rule; last ${done[absent]} ${ago} ago.`;
  return `No rule; not ${done[absent]} since ${since}, for ${ago}.`;
}
