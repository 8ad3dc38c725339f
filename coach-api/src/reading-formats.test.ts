import { cryptoReady, METRICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(FIRST));
  await desk.share(ann, { scope: METRICS.slice(0, 2).map((metric) => ({ metric, granularities: ['day'] })) });
});
afterEach(() => desk.close());

const lines = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('summaries in a format of others', () => {
  it('are a FHIR bundle with what was read, and with the reason of what has no value', async () => {
    const { status, headers, body } = await desk.summaries(ann, { format: 'fhir' });
    expect([status, headers?.['content-type'], headers?.['cache-control']]).toEqual([
      ...[200, 'application/fhir+json; charset=utf-8', 'no-store'],
    ]);
    const found = body.entry.flatMap(({ resource }: { resource: Record<string, never> }) =>
      resource.resourceType === 'Observation' ? [resource] : [],
    );
    const told = found.map(({ valueQuantity, dataAbsentReason }: Record<string, Record<string, unknown>>) =>
      valueQuantity === undefined ? dataAbsentReason?.text : valueQuantity.value,
    );
    const firstDay = [1_000, 70.5, 70, 71, 70, 'not-shared'];
    expect(told).toEqual([...firstDay, 'not-received', 'not-received', 'not-shared']);
    expect(desk.log.leaves).toHaveLength(1);
  });

  it.each([
    ['application/fhir+json', {}, 'application/fhir+json; charset=utf-8'],
    ['text/html, application/fhir+json;q=0.9', {}, 'application/fhir+json; charset=utf-8'],
    ['application/fhir+json', { format: 'json' }, 'application/json; charset=utf-8'],
    ['*/*', {}, 'application/json; charset=utf-8'],
    ['application/json', { format: 'open-mhealth' }, 'application/x-ndjson; charset=utf-8'],
  ])('go by the parameter before the header: Accept %s and %j', async (accept, query, type) => {
    expect((await desk.summaries(ann, query, { accept })).headers?.['content-type']).toBe(type);
  });

  it('are data points, one a line', async () => {
    const names = (points: readonly { header: { schema_id: { name: string } } }[]) =>
      points.map(({ header }) => header.schema_id.name);
    const rates = Array.from({ length: 4 }, () => 'heart-rate');
    expect(names(lines((await desk.summaries(ann, { format: 'open-mhealth' })).bytes))).toEqual([
      'step-count',
      ...rates,
    ]);
    const ieee = lines((await desk.summaries(ann, { format: 'ieee-1752' })).bytes);
    expect(names(ieee)).toEqual(['physical-activity']);
    expect(ieee[0].body.base_movement_quantity.value).toBe(1_000);
  });

  it('are of days only, and nothing is read where hours were asked', async () => {
    const { status, body } = await desk.summaries(ann, { format: 'fhir', granularity: 'hour' });
    expect([status, body.code]).toEqual([400, 'bad-request']);
    expect(desk.log.leaves).toEqual([]);
  });

  it('are refused as any other', async () => {
    const { status, body, headers } = await desk.summaries(ann, { format: 'fhir' }, 'other');
    expect([status, body.code, headers?.['content-type']]).toEqual([
      ...[403, 'not-granted', 'application/problem+json; charset=utf-8'],
    ]);
  });

  it('stand in the description of the service, each with its media type', async () => {
    const { paths } = (await desk.http('GET', '/openapi.json')).body;
    const { responses } = paths['/v1/people/{pseudonym}/summaries'].get;
    expect(Object.keys(responses['200'].content).sort()).toEqual([
      ...['application/fhir+json', 'application/json', 'application/x-ndjson'],
    ]);
  });
});
