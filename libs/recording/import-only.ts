import { catalogue, mayBeNotKnown, notKnown, type FactType, type Proposed } from '#events';
import type { Past } from './past.ts';
import { typeOf } from './personal.ts';
import type { DataFault } from './request.ts';

/**
 * What only an import may say: that a case was brought forward, and that something is not known. A correction may leave
 * unknown what the fact it corrects left unknown.
 */
export function importFaults(facts: readonly Proposed[], past: Past, ids: readonly string[]): readonly DataFault[] {
  return facts.flatMap((fact, index) => {
    const pointer = `/facts/${String(index)}/data`;
    if (fact.type !== 'FactCorrected') return faultsOf(fact.type, fact.data, pointer);
    const type = typeOf(fact.data.fact, ids, facts, past.facts);
    if (type === undefined) return [];
    const before = past.facts.find(({ id }) => id === fact.data.fact)?.data;
    return faultsOf(type, fact.data.data, `${pointer}/data`, before);
  });
}

function faultsOf(type: FactType, data: object, pointer: string, before: object = {}): readonly DataFault[] {
  if (catalogue[type].importOnly === true) return [{ pointer, code: 'import-only', detail: bringsForward }];
  return mayBeNotKnown(type)
    .filter((field) => Reflect.get(data, field) === notKnown && Reflect.get(before, field) !== notKnown)
    .map((field) => ({ pointer: `${pointer}/${field}`, code: 'import-only', detail: saysNotKnown }));
}

const asAdministrator =
  'An import is made with the role administrator: "npx waymark token --role administrator --authority CODE --user NAME" ' +
  'prints a token where the development issuer is on; elsewhere ask whoever issues tokens.';
const bringsForward = `A case is brought forward by an import only. Record what happened fact by fact instead. ${asAdministrator}`;
const saysNotKnown = `Only an import may leave this unknown. Say what was so, as far as you know. ${asAdministrator}`;
