import { Inject, Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { KEYS, STORE, SURROUNDINGS, type Surroundings } from '#http';
import type { Members } from '#measures';
import { digestOfRows } from '#evidence';
import { bearsMark, markOf, type KeyStore } from '#privacy';
import { entriesKept, ledger, textsUnder, type EntriesKept, type Ledger, type Reader, type Texts } from '#recording';
import type { Store, StoredEvent } from '#store';
import { fromParts, inParts, membersKept, type MembersKept } from './members-kept.ts';
import type { FigureStored, FigurePublished, KeptMember, Receipt } from './published.ts';

/** A figure about to be published. */
export interface ToPublish {
  readonly id: string;
  readonly authority: string;
  readonly figure: Omit<FigurePublished, 'members'>;
  readonly members: readonly KeptMember[];
  readonly by: { readonly user: string; readonly role: string };
  /** What the request said, where it named itself: a repeat is known by the mark of it. */
  readonly request?: string | undefined;
}

/**
 * The published figures of every authority: facts of the ledger `receipts-855`, in a chain. The rows that made a figure
 * are kept first, in a stream of the receipt's own, so that a receipt that can be found is whole.
 */
@Injectable()
export class ReceiptsKept {
  private readonly known = new Map<string, Known>();
  /** What is noted of a figure is about no one child: it is sealed under the authority's own key. */
  private readonly texts: Texts;

  constructor(
    @Inject(STORE) private readonly store: Pick<Store, 'append' | 'read' | 'metrics'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'now'>,
    @Inject(KEYS) private readonly keys: KeyStore,
  ) {
    this.texts = textsUnder(keys);
  }

  /** Publishes, and answers the receipt; where its id was published before, by whomever, the receipt of that. */
  async publish({ id, authority, figure, members, by, request }: ToPublish): Promise<Receipt> {
    const { kept, parts } = inParts(id, members);
    const own = this.ledgerOf(membersStream(authority, id));
    // One append for each part: together they are larger than the store takes at once.
    for (const part of parts) await own.enter({ type: membersKept, data: part, by });
    const { note, ...rest } = figure;
    const sealed = note === undefined ? {} : { note: await this.texts.seal({ authority }, id, 'note', note) };
    const data: FigureStored = { ...rest, ...sealed, members: kept };
    const { ledger: all } = this.of(authority);
    const mark = request === undefined ? undefined : await markOf(this.keys, authority, request);
    const about = mark === undefined ? undefined : { request: { mark, index: 0, count: 1 } };
    await all.enter({ id, type: figurePublished, data, by, ...(about && { about }) });
    const receipt = await this.find(authority, id);
    if (receipt === undefined) throw new Error(`Receipt ${id} was published and cannot be read back.`);
    return receipt;
  }

  /** The receipt of this id; undefined where the authority never published it. */
  async find(authority: string, id: string): Promise<Receipt | undefined> {
    return (await this.of(authority).receipts.upToDate()).find((receipt) => receipt.id === id);
  }

  /** Every receipt of an authority, the latest first. */
  async list(authority: string): Promise<readonly Receipt[]> {
    return [...(await this.of(authority).receipts.upToDate())].reverse();
  }

  /** The rows that made a published figure. Throws `MembersDamaged`. */
  async members({ authority, id, published }: Receipt): Promise<Members<KeptMember>> {
    const parts: MembersKept[] = [];
    for await (const { data, type } of this.store.read(membersStream(authority, id))) {
      if (type === membersKept) parts.push(data as MembersKept);
    }
    return fromParts(published.members, parts);
  }

  /** Whether a receipt was published by a request that said this; undefined for one that did not name itself. */
  async isOf({ authority, request }: Receipt, said: string | undefined): Promise<boolean> {
    if (request === null || said === undefined) return request === null && said === undefined;
    // Before marks were under a key, a request was known by its bare digest.
    return request === digestOfRows([said]) || bearsMark(this.keys, authority, request, said);
  }

  /** What is noted of a published figure, as this reader may have it; undefined where there is nothing, or it is not for them. */
  async note({ authority, id, published: { note } }: Receipt, reader: Reader): Promise<string | undefined> {
    if (note === undefined) return undefined;
    const read = await this.texts.open(reader, { authority }, id, 'note', note);
    if ('text' in read) return read.text;
    return read.closed === 'withheld' ? undefined : '(The keys here do not open the note.)';
  }

  /** Receipts never change, so each is read once. */
  private of(authority: string): Known {
    const found = this.known.get(authority);
    if (found !== undefined) return found;
    const own = this.ledgerOf(receiptsStream(authority));
    const receipts = entriesKept(own.entries, (event) =>
      event.type === figurePublished ? receiptOf(authority, event) : undefined,
    );
    const known = { ledger: own, receipts };
    this.known.set(authority, known);
    return known;
  }

  private ledgerOf(stream: string): Ledger {
    return ledger({ store: this.store, now: this.surroundings.now }, stream);
  }
}

/** The id of a receipt whose request names itself: the same request is the same receipt, whichever process it reaches. */
export function receiptId(key: string, user: string, authority: string): string {
  return v5(JSON.stringify([key, user, authority]), namespace);
}

interface Known {
  readonly ledger: Ledger;
  readonly receipts: EntriesKept<Receipt>;
}

const figurePublished = 'FigurePublished';

function receiptsStream(authority: string): string {
  return `receipts-${authority}`;
}

function membersStream(authority: string, id: string): string {
  return `receipts-${authority}.${id}`;
}

/** Drawn once, for receipts. Stored ids rest on it: never change it. */
const namespace = 'd1c5f0a2-6d0e-4c35-9d5b-0a7f3be0c6e4';

function receiptOf(authority: string, { id, data, metadata, revision }: StoredEvent): Receipt {
  const { recordedAt, recordedBy, role, request, evidence } = metadata as Metadata;
  return {
    id,
    authority,
    published: data as FigureStored,
    publishedAt: recordedAt,
    publishedBy: { user: recordedBy, role },
    revision,
    evidence: evidence?.digest ?? null,
    request: request?.mark ?? null,
  };
}

interface Metadata {
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly role: string;
  readonly request?: { readonly mark?: string };
  readonly evidence?: { readonly digest?: string };
}
