import { hide } from './hide.ts';
import { componentsOf } from './release-components.ts';
import { suppressionRule, type Release, type SuppressionRule } from './release.ts';

/**
 * Which counts must be hidden so that no count of one to five can be worked out from what is told: those counts
 * themselves, and where sums would give them away, others beside them. Zero is told unless nothing else can be hidden.
 * None is hidden that could be told: each is tried again at the end.
 */
export function hiddenCounts(release: Release, rule: SuppressionRule = suppressionRule): ReadonlySet<string> {
  return new Set(
    componentsOf(release).flatMap((component) =>
      [...hide(component, rule)].map((place) => component.counts[place]?.id ?? ''),
    ),
  );
}
