import type { Publication } from '../core/audit-day.js';
import { type AuditPeriod, toPeriod } from '../core/audit-period.js';
import type { AuditReport } from '../core/audit-report.js';
import { overEach, type Slices } from '../core/slices.js';
import { AnchorError } from '../error.js';
import type { FindingError } from '../verify/finding-error.js';
import { refused } from '../verify/pack-refusal.js';

/* Of what the log signed in a pack, what is read before it is derived again. All else of a report is held against what follows. */

/** What a report says of itself. */
export type ReportHead = Pick<AuditReport, 'period' | 'made' | 'erasures' | 'erasuresMissing'>;

type Erasures = NonNullable<AuditReport['erasures']>;
type Missing = NonNullable<AuditReport['erasuresMissing']>;

/** The last second of the year 9999: what a report's dates are written for. */
const LAST_TIME = 253_402_300_799;

/** @throws FindingError `pack-form` */
export function reportHead(bytes: Uint8Array): ReportHead {
  const { period, made, erasures, erasuresMissing } = fieldsOf('report.json', json('report.json', text(bytes)));
  if (!isTime(made) || !isErasures(erasures) || !isMissing(erasuresMissing)) throw malformed('report.json');
  return { period: periodOf(fieldsOf('report.json', period)), made, erasures, erasuresMissing };
}

/** A publication a line. @throws FindingError `pack-form` */
export function* readingPublications(bytes: Uint8Array): Slices<readonly Publication[]> {
  const name = 'publications.jsonl';
  const lines = text(bytes)
    .split('\n')
    .filter((line) => line !== '');
  const publications: Publication[] = [];
  yield* overEach(lines, lines.length, (line) => {
    publications.push(publicationOf(name, fieldsOf(name, json(name, line))));
  });
  return publications;
}

function publicationOf(name: string, fields: Fields): Publication {
  const { size, time, witnesses } = fields;
  const isWhole = Object.keys(fields).length === 3 && isCount(size) && size > 0 && isTexts(witnesses);
  if (!isWhole || !(time === null || isTime(time))) throw malformed(name);
  return { size, time, witnesses };
}

function periodOf({ from, until }: Fields): AuditPeriod {
  if (typeof from !== 'string' || typeof until !== 'string') throw malformed('report.json');
  try {
    return toPeriod(from, until);
  } catch (cause) {
    throw cause instanceof AnchorError ? malformed('report.json', cause) : cause;
  }
}

type Fields = Readonly<Partial<Record<string, unknown>>>;

function fieldsOf(name: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw malformed(name);
  return { ...value };
}

function json(name: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw malformed(name, cause);
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): value is number => isCount(value) && value <= LAST_TIME;
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
const isMonth = (value: unknown): boolean => typeof value === 'string' && /^[0-9]{4}-(0[1-9]|1[0-2])$/.test(value);

/** Each of exactly these fields: without the key of the coach API they are told as they stand. */
function isErasures(value: unknown): value is Erasures | null {
  if (value === null) return true;
  return Array.isArray(value) && value.every((each) => isErasureCount(fieldsOf('report.json', each)));
}

const isErasureCount = (each: Fields): boolean =>
  Object.keys(each).join() === 'month,certificates' &&
  isMonth(each.month) &&
  (each.certificates === '<5' || isCount(each.certificates));

function isMissing(value: unknown): value is Missing | null {
  if (value === null) return true;
  const { since, months, ...more } = fieldsOf('report.json', value);
  const isSince = since === null || isTime(since);
  return Object.keys(more).length === 0 && isSince && isTexts(months) && months.every(isMonth);
}

const malformed = (name: string, cause?: unknown): FindingError => refused('pack-form', name, cause);
