import { hide } from './hide.ts';
import { componentsOf } from './release-components.ts';
import { suppressionRule, type Release, type SuppressionRule } from './release.ts';
import { unsafe } from './unsure.ts';

/**
 * Which counts must be hidden so that no count of one to five can be worked out from what is told: those counts
 * themselves, and where sums would give them away, others beside them. Zero is told unless nothing else can be hidden. None is hidden that could be told: each is tried again at the end.
 */
export function hiddenCounts(release: Release, rule: SuppressionRule = suppressionRule): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const component of componentsOf(release)) {
    const places = hide(component, rule, (of, soFar) => unsafe(of, soFar, rule));
    for (const place of places) hidden.add(component.counts[place]?.id ?? '');
  }
  return hidden;
}
