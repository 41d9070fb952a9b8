export { accessesHere, type AccessesHere } from './accesses-here.ts';
export {
  NodeDidNotStart,
  startEmbeddedNode,
  type EmbeddedNode,
  type EmbeddedNodeOptions,
  type NodeFault,
} from './embedded-node.ts';
export { asRecorded, corrected, happened, journeyUnder, withdrawn, withQuorum } from './journey-under.ts';
export { anyFact, anyHistory, anyLawfulJourney } from './any-fact.ts';
export { anyFacts, correcting, day, dayZero, recorded, told, withdrawing, type Told } from './children.ts';
export { schemaFaults } from './json-schema.ts';
export { growingRows, type GrowingRows } from './growing-rows.ts';
export { counting } from './counting.ts';
export { crowdComing, crowdInTurn, mostConnections, type CrowdAnswer } from './crowd.ts';
export { askIn, inEachDatabase, type RowsKept } from './databases.ts';
export { asked, askedAtOnce } from './pipelined.ts';
export { noPostgres, startPostgres, type PostgresServer } from './postgres.ts';
export { eventually, startProcess, type WaymarkProcess } from './process.ts';
export {
  decoded,
  growingStore,
  storedFact,
  storedFacts,
  storeOf,
  type GrowingStore,
  type OfChild,
} from './stored-facts.ts';
export { censusChildOf, censusFile, censusFileLines, childrenOf, linesOf } from './census-files.ts';
export { censusStories, type CensusStory, type StoryEpisode } from './census-stories.ts';
export { drawn, type Drawn } from './drawn.ts';
export { censusJourneys, storiesFrom, type CensusJourneys } from './census-journeys.ts';
export { wholeJourney } from './whole-journey.ts';
export { censusFaultKinds, goodRecord, spoiltLines, type CensusFaultKind } from './census-faults.ts';
