export { startEmbeddedNode, type EmbeddedNode, type EmbeddedNodeOptions, type NodeFault } from './embedded-node.ts';
export { asRecorded, corrected, happened, journeyUnder, withdrawn } from './journey-under.ts';
export { anyFact, anyHistory, anyLawfulJourney } from './any-fact.ts';
