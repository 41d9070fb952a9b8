export { actLines, type ActLine } from './act-lines.ts';
export {
  actNames,
  acts,
  administration,
  exports,
  queries,
  type Act,
  type AdministrativeAct,
  type ExportAct,
  type QueryAct,
} from './acts.ts';
export { holdersOf, mayAsk, mayPost, opensPersonal, seesWhatIsAnothers, type Asked } from './asking.ts';
export { effects, type Cell, type Effect, type Line } from './cell.ts';
export { factLines } from './fact-lines.ts';
export { isOutOfHours, officeHours, type Decided } from './office-hours.ts';
export { verdictOn, type FactProposed, type Proposing, type Verdict } from './recording-verdict.ts';
export { roles, type Role } from './roles.ts';
export { allTold, type AllTold, type Told } from './told.ts';
