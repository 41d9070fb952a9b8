import { duties, dutyNames } from './duties.ts';
import { lengthOf, type Rule } from './rule.ts';

/**
 * Every fault of a table of rules, each as a sentence that names the rule; none when it can be relied on. For each duty
 * the rules must follow one another without overlapping and without missing days; a duty may begin and be abolished.
 */
export function validatePacks(rules: readonly Rule[]): readonly string[] {
  return [
    ...rules.flatMap(ownFaults),
    ...twice(rules),
    ...dutyNames.flatMap((duty) => [...inSequence(rules, duty), ...inSequence(rules, duty, true)]),
  ];
}

function ownFaults(rule: Rule): string[] {
  const { id, limit, inForce } = rule;
  const faults: string[] = [];
  if (!Object.hasOwn(duties, rule.duty)) faults.push(`${id} is for "${rule.duty}", which is not a known duty`);
  if (inForce.to !== null && inForce.to <= inForce.from) {
    faults.push(`${id} ends on ${inForce.to}, not after it begins on ${inForce.from}`);
  }
  const length = limit === 'none' ? 1 : lengthOf(limit);
  if (!Number.isSafeInteger(length) || length < 1) faults.push(`${id} has a limit of ${String(length)}`);
  if (rule.source.trim() === '') faults.push(`${id} names no source`);
  if (rule.status === 'R' && rule.force !== 'recalled' && rule.force !== 'local') {
    faults.push(`${id} is only recalled (R) and is called ${rule.force}`);
  }
  return faults;
}

function twice(rules: readonly Rule[]): string[] {
  const seen = new Set<string>();
  const faults = new Set<string>();
  for (const { id } of rules) {
    if (seen.has(id)) faults.add(`${id} is listed twice`);
    seen.add(id);
  }
  return [...faults];
}

/** The rules of a duty begun later follow one another by themselves. */
function inSequence(rules: readonly Rule[], duty: Rule['duty'], ownStart?: true): string[] {
  const dated = rules.filter((rule) => rule.duty === duty && rule.ownStart === ownStart);
  dated.sort((a, b) => (a.inForce.from < b.inForce.from ? -1 : 1));
  return dated.slice(1).flatMap((rule, index) => {
    const before = dated[index];
    if (before === undefined || before.inForce.to === rule.inForce.from) return [];
    if (before.inForce.to === null || before.inForce.to > rule.inForce.from) {
      return [`${before.id} and ${rule.id} overlap from ${rule.inForce.from}`];
    }
    return [
      `nothing is in force between ${before.id}, to ${before.inForce.to}, and ${rule.id}, from ${rule.inForce.from}`,
    ];
  });
}
