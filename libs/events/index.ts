export * from './assessment.facts.ts';
export * from './catalogue.ts';
export * from './child.facts.ts';
export * from './codes.ts';
export * from './correction.facts.ts';
export * from './front-door.facts.ts';
export * from './happened.ts';
export * from './protection.facts.ts';
