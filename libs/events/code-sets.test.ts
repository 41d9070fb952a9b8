import { plainDate } from '#calendar';
import {
  assessmentFactors,
  categories,
  closureReasons,
  codeSets,
  disabilities,
  ethnicities,
  outsideItsYears,
  primaryNeeds,
  sexes,
  sources,
  upnUnknownReasons,
} from './index.ts';

it('holds every code that facts are posted with, each once and with what it means', () => {
  const posted = {
    sexes,
    ethnicities,
    disabilities,
    upnUnknownReasons,
    sources,
    primaryNeeds,
    assessmentFactors,
    closureReasons,
    categories,
  };
  expect(codeSets.map(({ codes }) => codes.map(({ code }) => code).sort())).toEqual(
    Object.values(posted).map((codes) => [...codes].sort()),
  );
  for (const { code, label } of codeSets.flatMap(({ codes }) => codes))
    expect({ code, label: label.length > 2 }).toEqual({ code, label: true });
});

it.each([
  ['18B', '2020-03-31', true],
  ['18B', '2020-04-01', false],
  ['19C', '2019-06-03', true],
  ['18A', '2025-06-02', false],
  ['1A', '2012-06-06', false],
])('%s on %s: outside its years, for certain: %s', (code, on, outside) => {
  expect(outsideItsYears('assessment-factor', code, plainDate(on)) !== undefined).toBe(outside);
});
