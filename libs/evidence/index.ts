export {
  goesOn,
  linesOfHeads,
  readAnchors,
  type AnchorBroken,
  type AnchoredHead,
  type AnchorFault,
  type AnchorReading,
  type AnchorsRead,
} from './anchors.ts';
export { canonical, NotCanonical } from './canonical.ts';
export {
  digestingRows,
  digestOf,
  digestedText,
  digestOfRows,
  NotALine,
  sealWithEvidence,
  sha256,
  type Evidence,
  type Placed,
  type StoredForm,
} from './digest.ts';
export { merklePath, merkleRoot, rootAlong, type Inclusion } from './merkle.ts';
export {
  digestOfStatement,
  headLine,
  inStreamOrder,
  isSignedBy,
  keyIdOf,
  publicKeyOf,
  rootOfHeads,
  signStatement,
  signText,
  type Anchor,
  type Head,
  type KeyIntroduced,
  type Signed,
  type Statement,
} from './statement.ts';
export {
  judge,
  verifyChain,
  type Broken,
  type Due,
  type Evidenced,
  type FactFault,
  type Verification,
} from './verify.ts';
export { watchChains, type Watched, type Watching } from './watch.ts';
export type { Anchored, Bundle, BundledFact } from './bundle-form.ts';
export { sumsOf, verifyBundle, type BundleAgainst, type BundleFault, type BundleVerified } from './bundle.ts';
