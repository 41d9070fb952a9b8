export {
  currentAnchorKey,
  loadAnchorKey,
  nextAnchorKey,
  NoAnchorKey,
  takeUpNextKey,
  type AnchorKey,
} from './anchor-key.ts';
export { CannotUnwrap, mark, type ChildKey, type ChildOf } from './child-key.ts';
export { KeysNotOnDisk } from './key-disk.ts';
export { makeFolder } from './folder.ts';
export { keysIntoDatabase, keysIntoFile, KeysThere, refuseKeysThere } from './key-copy.ts';
export { KeysAway } from './key-database.ts';
export { keyPlaceOf, NotAKeyStore, type KeyPlace } from './key-place.ts';
export {
  ErasureUnfinished,
  KeysElsewhere,
  KeysOfAnotherStore,
  openKeyStore,
  WrongMasterKey,
  type KeyStore,
  type OpeningKeys,
  type OpenKeyStore,
} from './key-store.ts';
export { loadMasterKey, NoMasterKey, type LoadMasterKey, type MasterKey } from './master-key.ts';
export { newestKeyIn, openFact, sealFact, type FactOf, type Opened } from './sealed-fact.ts';
export { CannotOpen, CannotSeal, isSealed, open, seal, type NoKey, type Place } from './sealing.ts';
export { bearsMark, markOf, openText, sealText, type TextOf, type TextRead } from './texts.ts';
export { KeysGone, MasterKeyLost, openKeys, requireKeyFile, type KeyPlaces } from './master-key-place.ts';
export type { Rotated } from './key-home.ts';
export { rotateMasterKey, type RotationStep } from './rotating.ts';
export { retained, stillKept, type Kept, type RetentionRule, type RetentionSchedule } from './retention.ts';
export { retentionFrom, RetentionUnusable, type RetentionSchedules } from './retention-file.ts';
