import { csvText } from '#http';
import type { DashboardDto } from './dashboard.dto.ts';

const header = [
  'measure',
  'title',
  'unit',
  'from',
  'to',
  'numerator',
  'denominator',
  'value',
  'excluded',
  'direction',
  'previous',
  'previousValue',
  'quartile',
  'cutOffs',
  'quartileYear',
  'quartileSource',
  'neighbours',
  'neighboursYear',
  'neighboursSource',
  'proposed',
  'proposedBy',
  'judged',
  'judgedBy',
  'judgedAt',
  'judgedReason',
];

/** A dashboard as a table: a line for each measure. */
export function dashboardCsv({ measures }: DashboardDto): string {
  const lines = measures.map((each) => {
    const { period, previous, national, neighbours, rag } = each;
    return [
      each.measure,
      each.title,
      each.unit,
      period['from'] ?? period['at'],
      period['to'] ?? period['at'],
      each.numerator,
      each.denominator,
      each.value,
      each.excluded,
      each.direction,
      previous?.name,
      previous?.value,
      national.quartile,
      national.cutOffs?.join(' '),
      national.year,
      national.source,
      neighbours.average,
      neighbours.year,
      neighbours.source,
      rag.proposed?.rag,
      rag.proposed?.rule,
      rag.judged?.rag,
      rag.judged?.by,
      rag.judged?.at,
      rag.judged?.reason,
    ];
  });
  return csvText(header, lines);
}
