/* What Open mHealth and IEEE 1752.1 have in common: a body of one schema under a header that names it. */

export interface SchemaId {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

export interface DataPoint {
  readonly header: { readonly schema_id: SchemaId } & Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface UnitValue {
  readonly value: number;
  readonly unit: string;
}

export const seconds = (value: number): UnitValue => ({ value, unit: 'sec' });

/** @param from,to ISO 8601 with offset */
export const timeInterval = (from: string, to: string): Readonly<Record<string, unknown>> => ({
  time_interval: { start_date_time: from, end_date_time: to },
});

/** One document a line (JSON Lines, UTF-8). */
export const jsonLines = (documents: readonly unknown[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join('');
