/** An authority that journeys are told of, and how many children live there. */
export interface ToldAuthority {
  readonly code: string;
  readonly children: number;
}

/**
 * DfE's codes of England's 152 authorities as they were in 2018, before Dorset, Northamptonshire and Cumbria were divided
 * anew (R: from memory; the count is right). From and to, both included.
 */
const codes: readonly (readonly [from: number, to: number])[] = [
  [201, 213],
  [301, 320],
  [330, 336],
  [340, 344],
  [350, 359],
  [370, 373],
  [380, 384],
  [390, 394],
  [420, 420],
  [800, 803],
  [805, 808],
  [810, 813],
  [815, 816],
  [821, 823],
  [825, 826],
  [830, 831],
  [835, 837],
  [840, 841],
  [845, 846],
  [850, 852],
  [855, 857],
  [860, 861],
  [865, 874],
  [876, 896],
  [908, 909],
  [916, 916],
  [919, 919],
  [921, 921],
  [925, 926],
  [928, 929],
  [931, 931],
  [933, 933],
  [935, 938],
];

/** Mid-2018 children aged 0 to 17, where a source is in the project (ONS by DfE; Leicester's is of 2019). */
const known: Readonly<Record<string, number>> = { '855': 138_152, '856': 87_991, '857': 8_140 };

const england = 11_755_593;

/**
 * England's authorities. How its children are spread over those without a figure is invented: from a seventh of the mean
 * to about seven times it, the same every time, so that together they are England's children.
 */
export const englandAuthorities: readonly ToldAuthority[] = spread(
  codes.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)).map(String),
);

function spread(all: readonly string[]): readonly ToldAuthority[] {
  const others = all.filter((code) => known[code] === undefined);
  const weights = others.map((_, index) => 7 ** (2 * ((index * 0.618_033_988_75) % 1) - 1));
  const left = england - Object.values(known).reduce((sum, children) => sum + children, 0);
  const unit = left / weights.reduce((sum, weight) => sum + weight, 0);
  const invented = new Map(others.map((code, index) => [code, Math.round((weights[index] ?? 0) * unit)]));
  return all.map((code) => ({ code, children: known[code] ?? invented.get(code) ?? 0 }));
}
