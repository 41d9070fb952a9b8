export { startEmbeddedNode, type EmbeddedNode, type EmbeddedNodeOptions, type NodeFault } from './embedded-node.ts';
