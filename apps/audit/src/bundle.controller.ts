import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  AuthorityCode,
  By,
  ChildId,
  ChildInPath,
  May,
  problem,
  ProblemAnswers,
  RECORDER,
  STORE,
  type Caller,
  unknownChild,
} from '#http';
import { currentAnchorKey, NoAnchorKey, type AnchorKey } from '#privacy';
import { anchorLog, bundleOf, NotToBeFound, type AnchorLog, type Disclosure, type Recorder } from '#recording';
import type { Store } from '#store';
import { ANCHOR_PLACES, type AnchorPlaces } from './anchor-places.ts';
import { BundleDto } from './bundle.dto.ts';

/** One child's record with its proofs, for a recipient outside. */
@ApiTags('audit')
@May('bundle')
@Controller('authorities/:authority/children/:child')
export class BundleController {
  private readonly anchors: AnchorLog;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(RECORDER) private readonly recorder: Recorder,
    @Inject(ANCHOR_PLACES) private readonly places: AnchorPlaces,
  ) {
    this.anchors = anchorLog(store);
  }

  @Get('bundle')
  @ApiOperation({
    summary:
      'A child’s record with its proofs, as a ZIP file: facts, digests, the anchor, rules and a report to print.',
    description:
      'For managers, auditors and administrators. What is another child’s is withheld, and so is every text not asked for.',
  })
  @ChildInPath()
  @ApiProduces('application/zip')
  @ApiOkResponse({ description: 'The bundle.', schema: { type: 'string', format: 'binary' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async bundle(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() { for: recipient, open, withhold }: BundleDto,
    @By() { roles }: Caller,
  ): Promise<StreamableFile> {
    const disclosure = await this.disclosed({
      authority,
      child,
      reader: { roles, for: 'bundle' },
      open: openIn(open),
      withhold: listIn(withhold),
    });
    const log = await this.anchors.refresh();
    const key = this.keyFor([...log.anchors.keys.keys()].at(-1));
    const bytes = await bundleOf({ store: this.store, disclosure, recipient, log, key });
    return new StreamableFile(bytes, {
      type: 'application/zip',
      disposition: `attachment; filename="waymark-${authority}-${child}.zip"`,
      length: bytes.length,
    });
  }

  private async disclosed(asked: Parameters<Recorder['disclose']>[0]): Promise<Disclosure> {
    try {
      const disclosure = await this.recorder.disclose(asked);
      if (disclosure !== undefined) return disclosure;
    } catch (error) {
      if (!(error instanceof NotToBeFound)) throw error;
      throw problem(400, 'not-to-be-found', error.message, { named: error.named });
    }
    throw unknownChild();
  }

  /** The key the chain goes on with. A bundle made without it is whole, and not signed. */
  private keyFor(current: string | undefined): AnchorKey | undefined {
    try {
      const key = currentAnchorKey(this.places.keyFile, { createIfMissing: false, current });
      return key.id === current ? key : undefined;
    } catch (error) {
      if (error instanceof NoAnchorKey) return undefined;
      throw error;
    }
  }
}

function openIn(text: string | undefined) {
  if (text === undefined) return 'child';
  return text === 'child' || text === 'all' || text === 'none' ? text : listIn(text);
}

function listIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
}
