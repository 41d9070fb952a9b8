import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { canonical } from '#evidence';
import { type Caller, ofOneMoment, problem, requireWithin, SURROUNDINGS, type Surroundings } from '#http';
import { askedAgain, groupingOf } from '#measures';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { instant } from '../answered.ts';
import { READ_MODEL, RULES } from '../read-model-here.ts';
import { answeredDifference, answeredReceipt } from './answered-receipts.ts';
import { askedToPublish } from './asked-to-publish.ts';
import { countToPublish } from './count-to-publish.ts';
import { differenceBetween } from './difference.ts';
import { MembersDamaged } from './members-kept.ts';
import type { Receipt } from './published.ts';
import { receiptId, ReceiptsKept } from './receipts-kept.ts';
import type { DifferenceDto, PublishedReceiptDto, ReissuedReceiptDto } from './receipts.dto.ts';
import { reissued } from './reissue.ts';

/** Who publishes or asks: and of which authority alone, where a token says. */
export interface Asking {
  readonly by: Caller;
  readonly within: string | undefined;
}

/** Published figures: kept, counted again, and explained one from another. */
@Injectable()
export class Receipts {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(ReceiptsKept) private readonly kept: ReceiptsKept,
  ) {}

  /** Publishes a figure as it is counted now. A repeat with the same key answers the receipt of the first time. */
  async publish(body: unknown, key: string | undefined, { by, within }: Asking): Promise<PublishedReceiptDto> {
    const asked = askedToPublish(body, this.surroundings, within);
    const { authority, note, group } = asked;
    const id = key === undefined ? randomUUID() : receiptId(key, by.user, authority);
    const request = key === undefined ? undefined : canonical(body);
    const earlier = key === undefined ? undefined : await this.kept.find(authority, id);
    if (earlier !== undefined) return this.answered(await this.unlessOther(earlier, request), by);
    const { figure, members } = await ofOneMoment(this.model, this.rules, async (snapshot) => {
      const { question, knownAt } = await asked.question(snapshot, this.surroundings.now());
      const apart = { question, group, grouping: groupingOf(question.measure, group) };
      return countToPublish(snapshot, this.rules.of(authority), authority, apart, knownAt);
    });
    const toPublish = {
      id,
      authority,
      figure: { ...figure, ...(note !== undefined && { note }) },
      members,
      by,
      request,
    };
    return this.answered(await this.unlessOther(await this.kept.publish(toPublish), request), by);
  }

  /** The kept figure, counted again as known then and as known now, with what came of it. */
  async reissue(id: string, asking: Asking): Promise<ReissuedReceiptDto> {
    const receipt = await this.found(id, asking);
    const again = await ofOneMoment(this.model, this.rules, (snapshot) =>
      reissued(snapshot, this.rules.of(receipt.authority), receipt),
    );
    return { ...(await this.answered(receipt, asking.by)), ...again, readingChanged: [...again.readingChanged] };
  }

  /** The receipts of an authority, the latest first, a page at a time. */
  async list(
    authority: string,
    from: number,
    limit: number,
    by: Caller,
  ): Promise<{ total: number; receipts: PublishedReceiptDto[] }> {
    const all = await this.kept.list(authority);
    return {
      total: all.length,
      receipts: await Promise.all(all.slice(from, from + limit).map((each) => this.answered(each, by))),
    };
  }

  /** What leads from one published figure to another, or to the same question answered now. */
  async difference(a: string, b: string, asking: Asking): Promise<DifferenceDto> {
    const from = await this.found(a, asking);
    const to = b === 'now' ? undefined : await this.found(b, asking);
    if (to !== undefined && (to.authority !== from.authority || to.published.measure !== from.published.measure)) {
      const detail = 'These are figures of different measures or authorities. Give two of one measure and authority.';
      throw problem(400, 'not-comparable', detail);
    }
    const today = askedAgain(from.published);
    if (to === undefined && 'why' in today)
      throw problem(409, 'not-recountable', `${today.why} The kept figure stands.`);
    const sides = await this.sidesOf(from, to);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const rules = this.rules.of(from.authority);
      const { entries, members } = await differenceBetween(snapshot, rules, sides.from, sides.to);
      const both = { before: sides.from.members, after: members };
      return answeredDifference(from, to, instant(snapshot.projection.knownAt), both, entries);
    });
  }

  private async answered(receipt: Receipt, { roles }: Caller): Promise<ReturnType<typeof answeredReceipt>> {
    return answeredReceipt(receipt, await this.kept.note(receipt, { roles, for: 'figures' }));
  }

  /** Throws the 422 where a key was used before for another publication. */
  private async unlessOther(receipt: Receipt, request: string | undefined): Promise<Receipt> {
    if (await this.kept.isOf(receipt, request)) return receipt;
    const detail =
      'The Idempotency-Key was used before, for another publication. Nothing was published now: give every publication ' +
      'a key of its own, and repeat a key only with the same body.';
    throw problem(422, 'idempotency-key-reused', detail);
  }

  private async sidesOf(from: Receipt, to: Receipt | undefined) {
    try {
      return {
        from: { receipt: from, members: await this.kept.members(from) },
        to: to && { receipt: to, members: await this.kept.members(to) },
      };
    } catch (error) {
      if (error instanceof MembersDamaged) throw problem(409, 'members-damaged', error.message);
      throw error;
    }
  }

  /** Receipts of another authority than the token's are not found: whether there are any is nobody else's business. */
  private async found(id: string, { within }: Asking): Promise<Receipt> {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
      for (const authority of within === undefined ? this.surroundings.authorities : [within]) {
        const receipt = await this.kept.find(authority, id);
        if (receipt === undefined) continue;
        requireWithin(within, receipt.authority);
        return receipt;
      }
    }
    const detail =
      'No figure was published under this id. GET /authorities/{authority}/receipts lists those there are.';
    throw problem(404, 'unknown-receipt', detail);
  }
}
