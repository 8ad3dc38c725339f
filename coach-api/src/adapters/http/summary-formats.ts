import { jsonLines, summaryBundle, summaryIeee1752, summaryMaker, summaryOpenMhealth } from '@fit4work/health-formats';
import type { DayAnswer } from '@fit4work/protocol';

/* The forms in which a coach may ask for summaries. */

type SummaryFormat = 'json' | 'fhir' | 'open-mhealth' | 'ieee-1752';
type StandardFormat = Exclude<SummaryFormat, 'json'>;

export const FHIR_JSON = 'application/fhir+json';
/** One data point a line, as in a person's export. */
export const JSON_LINES = 'application/x-ndjson';

/** As a FHIR server decides: the parameter goes before the header. @param accept of the request */
export function formatOf(asked: SummaryFormat | undefined, accept: string | undefined): SummaryFormat {
  if (asked !== undefined) return asked;
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  return types.includes(FHIR_JSON) ? 'fhir' : 'json';
}

/** The answer in a format of others: its media type and its bytes, which the formats' own rules decide. */
export function writeSummaries(
  format: StandardFormat,
  pseudonym: string,
  days: readonly DayAnswer[],
): { readonly type: string; readonly text: string } {
  const maker = summaryMaker(pseudonym);
  if (format === 'fhir') return { type: FHIR_JSON, text: JSON.stringify(summaryBundle(days, maker)) };
  const points = format === 'open-mhealth' ? summaryOpenMhealth(days, maker) : summaryIeee1752(days, maker);
  return { type: JSON_LINES, text: jsonLines(points) };
}
