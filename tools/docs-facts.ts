import {
  catalogue,
  factTypes,
  isCorrectionType,
  mayBeNotKnown,
  personalFields,
  type FactType,
  type Stage,
} from '#events';
import { fieldsOf } from '#journey';
import { table } from './docs-table.ts';

/** In this order. The compiler asks for every stage there is, so that no fact is left out. */
const stages = Object.keys({
  child: true,
  'front door': true,
  transfer: true,
  opening: true,
  assessment: true,
  protection: true,
  need: true,
  end: true,
  correction: true,
} satisfies Record<Stage, true>);

/** Every fact there is, stage by stage. */
export function factsDocument(): string {
  const sections = stages.map((stage) => {
    const types = factTypes.filter((type) => catalogue[type].stage === stage);
    return `## ${stage.charAt(0).toUpperCase()}${stage.slice(1)}\n\n${types.map(fact).join('\n')}`;
  });
  return `# Facts

The body of a post is the fact's own data. Names are for ever: fields are added, never renamed. Every ordinary fact has
\`on\`, the London day it happened, and may have \`at\`, the London time. Fields marked *sealed* are text about people,
encrypted under the child's own key before they are stored. *Protective* facts are recorded whatever reason they owe. Only an
import, which an administrator makes, records facts marked so, and leaves fields \`not-known\` where its source has no
value: clocks and measures that rest on them are not known then, and never missed.

${sections.join('\n')}`;
}

function fact(type: FactType): string {
  const { meaning, version, example } = catalogue[type];
  const sealed = personalFields(type);
  const unknown = mayBeNotKnown(type);
  const names = isCorrectionType(type) ? [] : Object.entries(fieldsOf(type));
  const fields = names.map(([field, need]) => [
    `\`${field}\``,
    need === 'must' ? 'required' : 'optional',
    unknown.includes(field) ? 'may be `not-known`' : '',
    sealed.includes(field) ? 'sealed' : '',
  ]);
  const imported = catalogue[type].importOnly === true ? ' *Import only.*' : '';
  const protective = 'protective' in catalogue[type] ? ' *Protective.*' : '';
  return `### ${type}

${meaning}${protective}${imported} Version ${version}.

${fields.length === 0 ? `Sealed: ${sealed.map((field) => `\`${field}\``).join(', ')}.\n` : table(['field', 'needed', 'in an import', 'stored'], fields)}
\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`;
}
