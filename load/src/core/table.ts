import type { Row } from './row.js';
import type { StoreRow } from './stores.js';

/* What was measured, as tables for people. */

const MEBIBYTE = 2 ** 20;

/** What is common to all that follows the first row stands right, as numbers do. */
function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const seconds = (value: number): string => `${value} s`;

export function timesTable(rows: readonly Row[]): string {
  const head = ['phase', 'envelopes/s', 'people', 'envelopes', 'missing', 'receipt p50', 'p99', 'most'];
  const more = ['included p50', 'p99', 'most', 'over after', 'again'];
  return table(
    [...head, ...more],
    rows.map(({ name, perSecond, people, envelopes, missing, receipt, inclusion, ...row }) => [
      ...[name, `${perSecond ?? ''}`, `${people ?? ''}`, `${envelopes}`, `${missing}`],
      ...[receipt.p50, receipt.p99, receipt.most, inclusion.p50, inclusion.p99, inclusion.most].map(seconds),
      ...[seconds(row.seconds), `${row.resent}`],
    ]),
  );
}

export function costsTable(rows: readonly Row[]): string {
  const kinds = [...new Set(rows.flatMap(({ cpu }) => Object.keys(cpu)))];
  return table(
    ['ms of a core for an envelope', ...kinds, 'bytes up', 'down'],
    rows.map(({ name, cpu, wire }) => [
      ...[name, ...kinds.map((kind) => `${cpu[kind] ?? ''}`)],
      ...[`${wire.up}`, `${wire.down}`],
    ]),
  );
}

export const memoryTable = (memory: Readonly<Record<string, number>>): string =>
  table(
    ['process', 'most resident MiB'],
    Object.entries(memory).map(([kind, mebibytes]) => [kind, `${mebibytes}`]),
  );

export const storesTable = (stores: readonly StoreRow[]): string =>
  table(
    ['store', 'bytes for an envelope', 'MiB for a person and year'],
    stores.map(({ name, envelope, year }) => [name, `${envelope}`, (year / MEBIBYTE).toPrecision(3)]),
  );
