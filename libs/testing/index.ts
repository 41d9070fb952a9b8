export { startEmbeddedNode, type EmbeddedNode, type EmbeddedNodeOptions } from './embedded-node.ts';
