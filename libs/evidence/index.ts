export { canonical, NotCanonical } from './canonical.ts';
export {
  digestingRows,
  digestOf,
  digestOfRows,
  NotALine,
  sealWithEvidence,
  type Evidence,
  type Placed,
  type StoredForm,
} from './digest.ts';
export { verifyChain, type Broken, type Evidenced, type Verification } from './verify.ts';
