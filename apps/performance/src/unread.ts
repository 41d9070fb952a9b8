import { Controller, Get, Inject, Param, type OnModuleInit } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Gauge, type Registry } from 'prom-client';
import { AuthorityCode, AuthorityInPath, May, METRICS, ofOneMoment, ProblemAnswers, ReadsChildren, Sees } from '#http';
import { refusals, type Refusal } from '#journey';
import { NoReadModel, ReadModelAway, type ReadModel, type UnreadFact } from '#readmodel';
import type { Rulebook } from '#timescales';
import { UnreadFactsDto, type UnreadFactDto } from './measure.dto.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';

/** The alert of what is stored and not read: facts an older law accepted, or that came into the store by another way. */
@ApiTags('unread facts')
@May('unread-facts')
@Controller()
export class UnreadController implements OnModuleInit {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    const { model } = this;
    new Gauge({
      name: 'waymark_unread_facts',
      help: 'Stored facts that are not read under today’s law, by authority.',
      labelNames: ['authority'] as const,
      registers: [this.registry],
      async collect() {
        const facts = await counts(model);
        this.reset();
        for (const [authority, count] of facts) this.set({ authority }, count);
      },
    });
  }

  /** The facts of an authority's children that today's law would not accept, and so does not read. */
  @Get('authorities/:authority/unread')
  @ReadsChildren()
  @ApiOperation({ summary: 'The facts that today’s law would not accept, and so does not read.' })
  @AuthorityInPath()
  @ApiOkResponse({ type: UnreadFactsDto, description: 'The facts, each with the refusal it would meet.' })
  @ProblemAnswers([401, 403, 404, 503])
  async unread(@Param('authority', AuthorityCode) authority: string, @Sees() sees: Sees): Promise<UnreadFactsDto> {
    const seen = await sees(authority);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const facts = await snapshot.unreadFacts(authority);
      const { childrenUnjudged } = await snapshot.unreadCounts();
      return {
        authority,
        count: facts.length,
        childrenToJudge: childrenUnjudged,
        facts: facts.filter(({ child }) => seen(child)).map(explained),
      };
    });
  }
}

async function counts(model: ReadModel): Promise<ReadonlyMap<string, number>> {
  try {
    return (await model.at((snapshot) => snapshot.unreadCounts())).facts;
  } catch (error) {
    if (error instanceof NoReadModel || error instanceof ReadModelAway) return new Map();
    throw error;
  }
}

function explained({ child, fact, type, code, since }: UnreadFact): UnreadFactDto {
  const { sentence, whatNext } = (refusals as Readonly<Record<string, Refusal>>)[code] ?? failed;
  return { child, fact, type, code, since: new Date(since).toISOString(), sentence, whatNext };
}

/** Of the code `law-failed`, which is no refusal. */
const failed = {
  sentence: 'The law failed on the facts of this child.',
  whatNext: 'This is a defect of Waymark: report it with the child’s journey.',
};
