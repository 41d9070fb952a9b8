import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AuthorityCode, AuthorityInPath, May, ofOneMoment, ProblemAnswers, ReadsChildren, Sees } from '#http';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { FamilyDto } from './measure.dto.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';

/** Sibling groups: whom a fact about a whole family concerns. */
@ApiTags('families')
@May('family')
@Controller()
export class FamiliesController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
  ) {}

  /**
   * The children linked to a family, as far as the read model has come: seconds behind at most. Facts that concern them
   * all are posted to `POST /authorities/{authority}/facts` with these children named.
   */
  @Get('authorities/:authority/families/:familyId')
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOkResponse({ type: FamilyDto, description: 'The family’s children.' })
  @ProblemAnswers([401, 403, 404, 503])
  async family(
    @Param('authority', AuthorityCode) authority: string,
    @Param('familyId') familyId: string,
    @Sees() sees: Sees,
  ): Promise<FamilyDto> {
    const seen = await sees(authority);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const all = [...(await snapshot.familyMembers(authority, familyId))];
      const children = all.filter(({ child }) => seen(child));
      const withheld = all.length - children.length;
      return { authority, familyId, children, ...(withheld > 0 && { withheld }) };
    });
  }
}
