/** One measured figure. Its goal is the least it should be, or the most where the unit is a time, a size or a count of faults. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
  /** Facts there were when it was measured: figures of one name and several sizes are shown in one row, with how they grew. */
  readonly size?: number;
}
