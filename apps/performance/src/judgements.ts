import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Sealed } from '#events';
import { KEYS, STORE, SURROUNDINGS, type Caller, type Surroundings } from '#http';
import type { Rag } from '#measures';
import type { KeyStore } from '#privacy';
import { entriesKept, ledger, textsUnder, type EntriesKept, type Ledger, type Reader, type Texts } from '#recording';
import { StoreUnavailable, type Store, type StoredEvent } from '#store';
import type { For } from './telling.ts';

/** A colour that a person gave a measure in a quarter or a year, and why, to whom the table of roles opens that. */
export interface Judgement {
  readonly id: string;
  readonly measure: string;
  /** The quarter or the year judged, by name. */
  readonly period: string;
  readonly rag: Rag;
  readonly reason?: string;
  readonly by: string;
  readonly role: string;
  /** When, as an instant. */
  readonly at: string;
}

/** As it is shown beside a figure: the latest, and the earlier ones behind it. */
export interface JudgedRag extends Partial<Omit<Judgement, 'measure' | 'period'>> {
  readonly rag: Rag;
  readonly earlier: Omit<Judgement, 'measure' | 'period'>[];
}

/** The colours that people gave. */
export interface JudgedRags {
  readonly all: readonly Judgement[];
  /** False where the event store is away: later ones may then be missing. */
  readonly isCurrent: boolean;
  /** The latest of a measure and a period; null where nobody judged it. For publication the colour alone. */
  readonly of: (measure: string, period: string, whom: For) => JudgedRag | null;
}

/** The type of the ledger's entries. Stored for ever. */
const type = 'RagJudged';

/** Colours given by people, each authority's in a ledger of its own: the latest stands, and the earlier ones are kept. */
@Injectable()
export class Judgements {
  private readonly kept = new Map<string, Kept>();
  /** Why a colour was given is about no one child: it is sealed under the authority's own key. */
  private readonly texts: Texts;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(KEYS) keys: KeyStore,
  ) {
    this.texts = textsUnder(keys);
  }

  /** Enters a judgement. Throws `StoreUnavailable` where nobody can tell whether it was entered. */
  async judge(
    authority: string,
    judgement: Pick<Judgement, 'measure' | 'period' | 'rag'> & { readonly reason: string },
    by: Caller,
  ): Promise<Judgement> {
    const { measure, period, rag, reason } = judgement;
    const id = randomUUID();
    const sealed = await this.texts.seal({ authority }, id, 'reason', reason);
    const data = { measure, ...(period.includes('-') ? { quarter: period } : { year: period }), rag, reason: sealed };
    const { recordedAt } = await this.keptOf(authority).ledger.enter({ id, type, data, by });
    return { id, ...judgement, by: by.user, role: by.role, at: new Date(recordedAt).toISOString() };
  }

  /** Every judgement of an authority so far, as somebody in these roles may read it. Reads on from where it last stopped. */
  async of(authority: string, { roles }: Pick<Caller, 'roles'>): Promise<JudgedRags> {
    const { kept, isCurrent } = await readOn(this.keptOf(authority).judgements);
    const all = await Promise.all(kept.map((each) => this.told(authority, each, { roles, for: 'figures' })));
    return { all, isCurrent, of: (measure, period, whom) => latestOf(all, measure, period, whom) };
  }

  private async told(authority: string, { sealed, ...judgement }: KeptJudgement, reader: Reader) {
    const read = await this.texts.open(reader, { authority }, judgement.id, 'reason', sealed);
    if ('text' in read) return { ...judgement, reason: read.text };
    return read.closed === 'withheld' ? judgement : { ...judgement, reason: '(The keys here do not open the reason.)' };
  }

  private keptOf(authority: string): Kept {
    const found = this.kept.get(authority);
    if (found !== undefined) return found;
    const own = ledger({ store: this.store, now: () => this.surroundings.now() }, `rag-${authority}`);
    const judgements = entriesKept(own.entries, (event) => (event.type === type ? judgementIn(event) : undefined));
    const kept = { ledger: own, judgements };
    this.kept.set(authority, kept);
    return kept;
  }
}

interface Kept {
  readonly ledger: Ledger;
  readonly judgements: EntriesKept<KeptJudgement>;
}

type KeptJudgement = Omit<Judgement, 'reason'> & { readonly sealed: Sealed | string };

/** Reads what was judged since, if it can: a dashboard is told without its latest judgements rather than not at all. */
async function readOn(judgements: Kept['judgements']) {
  try {
    return { kept: await judgements.upToDate(), isCurrent: true };
  } catch (error) {
    if (error instanceof StoreUnavailable) return { kept: judgements.all(), isCurrent: false };
    throw error;
  }
}

function judgementIn({ id, data, metadata }: StoredEvent): KeptJudgement {
  const { measure, quarter, year, rag, reason: sealed } = data as Stored;
  const { recordedBy, role, recordedAt } = metadata as {
    readonly recordedBy: string;
    readonly role: string;
    readonly recordedAt: string;
  };
  return { id, measure, period: quarter ?? year ?? '', rag, sealed, by: recordedBy, role, at: recordedAt };
}

/** What an entry says. */
interface Stored extends Pick<Judgement, 'measure' | 'rag'> {
  /** As it was stored before reasons were sealed, or sealed. */
  readonly reason: Sealed | string;
  readonly quarter?: string;
  readonly year?: string;
}

function latestOf(all: readonly Judgement[], measure: string, period: string, whom: For): JudgedRag | null {
  const [latest, ...earlier] = all
    .filter((each) => each.measure === measure && each.period === period)
    .map(({ measure: _, period: __, ...judgement }) => judgement)
    .reverse();
  if (latest === undefined) return null;
  return whom === 'publication' ? { rag: latest.rag, earlier: [] } : { ...latest, earlier };
}
