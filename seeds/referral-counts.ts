import { daysBetween } from '#calendar';
import { demand } from './contradiction.ts';
import { published, publishedWithin, type Span, type Story, type Targets } from './targets.ts';

/** How many referrals a span has, and whose they are, so that its published figures come out. */
export interface ReferralCounts {
  readonly span: Span;
  readonly referrals: number;
  /** Re-referrals of a child already referred in the span itself. */
  readonly again: number;
  /** Children whose first referral of the span comes within twelve months of one before it. */
  readonly carried: number;
  /** Children first referred in the span, and then again in it. */
  readonly freshAndAgain: number;
  /** Parts of the span, each with how many of its referrals fall in it. */
  readonly quotas: readonly (Span & { readonly count: number })[];
}

/** Solves a span's referrals from its published figures. Throws `TargetsContradict` where they cannot all hold. */
export function referralCounts(targets: Targets, story: Story, span: Span): ReferralCounts {
  const repeated = published(targets, story.authority, 're-referrals', span);
  demand(
    repeated?.numerator !== undefined,
    story.authority,
    `nothing says how many re-referrals there were from ${span.from} to ${span.to}`,
  );
  const [low, high] = repeated.denominatorRange ?? [repeated.denominator ?? 0, repeated.denominator ?? 0];
  const referrals = published(targets, story.authority, 'referrals', span)?.numerator ?? Math.floor((low + high) / 2);
  const shape = targets.shapes.referredChildren.find(
    ({ authority, period }) => authority === story.authority && period.from === span.from && period.to === span.to,
  );
  const again = Math.min(
    shape === undefined ? Math.round(repeated.numerator / 25) : Math.max(0, referrals - shape.children),
    repeated.numerator,
  );
  const carried = repeated.numerator - again;
  const freshAndAgain = shape === undefined ? Math.round(again / 2) : shape.reReferredChildren - carried;
  demand(
    repeated.numerator <= referrals,
    story.authority,
    `there are more re-referrals than referrals from ${span.from} to ${span.to}`,
  );
  return {
    span,
    referrals,
    again,
    carried,
    freshAndAgain: Math.max(Math.ceil(again / 3), Math.min(again, freshAndAgain)),
    quotas: quotas(targets, story, span, referrals),
  };
}

/** The published parts of the span where they fill it, otherwise the span whole. */
function quotas(targets: Targets, story: Story, span: Span, referrals: number): ReferralCounts['quotas'] {
  const parts = publishedWithin(targets, story.authority, 'referrals', span).flatMap(({ from, to, numerator }) =>
    numerator === undefined || (from === span.from && to === span.to) ? [] : [{ from, to, count: numerator }],
  );
  if (parts.length === 0) return [{ ...span, count: referrals }];
  const days = parts.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  demand(
    days === daysBetween(span.from, span.to) + 1,
    story.authority,
    `the parts of ${span.from} to ${span.to} do not fill it`,
  );
  demand(
    count === referrals,
    story.authority,
    `the referrals of its parts, ${String(count)}, are not the ${String(referrals)} of ${span.from} to ${span.to}`,
  );
  return parts;
}
