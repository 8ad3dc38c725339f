import { cryptoReady, signRecoveryToken } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { ADMIN, Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

async function documented(path: string, method: string): Promise<string> {
  const { body } = await desk.http('GET', '/openapi.json');
  return JSON.stringify(body.paths[path][method].responses['503']);
}

it.each([
  ['PUT', 'suspension', 1],
  ['DELETE', 'suspension', 1],
  ['PUT', 'revocation', 2],
] as const)(
  'a full journal is answered to %s of a %s with a code that the document has',
  async (method, act, number) => {
    await desk.http('POST', '/v1/invitations', { token: ADMIN });
    if (method === 'DELETE') await desk.http('PUT', '/v1/invitations/1/suspension', { token: ADMIN });
    desk.exclusionDiskFull = true;
    const { status, body } = await desk.http(method, `/v1/invitations/${number}/${act}`, { token: ADMIN });
    expect([status, body.code]).toEqual([503, 'journal-failed']);
    expect(await documented(`/v1/invitations/{number}/${act}`, method.toLowerCase())).toContain('journal-failed');
  },
);

it('an erasure that the database lacks is answered to who recovers with a code that the document has', async () => {
  await desk.publishSealed(ann, 'erasure', ann.erasure());
  tamper(desk.database, 'DELETE FROM erasures');
  const token = signRecoveryToken(ann.identity, desk.now);
  const { status, body } = await desk.http('GET', '/v1/recovery', { token });
  expect([status, body.code]).toEqual([503, 'damaged-record']);
  const all = [
    ['', 'get'],
    ['/{kind}', 'get'],
    ['/agents', 'post'],
  ] as const;
  for (const [path, method] of all) expect(await documented(`/v1/recovery${path}`, method)).toContain('damaged-record');
});
