import { spawnSync } from 'node:child_process';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planted } from '../test/surface/planted.js';
import { Surface } from '../test/surface/surface.js';
import { ROWS } from './testing/access-rows.js';
import { ADMIN, COACH, OPERATOR } from './testing/desk.js';

await cryptoReady;
const CANARY = 'canary-5f1d0c7e9b';
let surface: Surface;
beforeAll(async () => {
  surface = await Surface.open();
});
afterAll(() => surface.close());

/** Where something stands that was sent: lines of the log, counts, and refusals. */
async function hits(refusals: readonly string[], word = CANARY): Promise<readonly string[]> {
  const { text } = await surface.desk.raw({
    ...{ method: 'GET', url: '/metrics', headers: { authorization: `Bearer ${OPERATOR}` }, payload: undefined },
  });
  const told = { log: surface.desk.lines.join('\n'), metrics: text, refusals: refusals.join('\n') };
  return Object.entries(told).flatMap(([where, what]) =>
    what.toLowerCase().includes(word.toLowerCase()) ? [where] : [],
  );
}

describe('what is sent', () => {
  it.each(Object.keys(ROWS))('to %s, in whatever field, is in no log line, count or refusal', async (name) => {
    const operation = surface.operationOf(name);
    const refusals: string[] = [];
    for (const request of planted(operation, CANARY)) {
      for (const token of [COACH, ADMIN, CANARY]) {
        const headers = { authorization: `Bearer ${token}`, ...request.headers };
        const { status, text, headers: answered } = await surface.desk.raw({ ...request, headers });
        if (status >= 400) refusals.push(text, JSON.stringify(answered));
      }
    }
    expect(refusals.length).toBeGreaterThan(0);
    expect(await hits(refusals)).toEqual([]);
  });

  it('is found where it is: the search can fail', async () => {
    expect(await hits([`{"message":"${CANARY} is refused"}`])).toEqual(['refusals']);
    expect(await hits([], 'request-refused')).toEqual(['log', 'metrics']);
  });
});

it('a line has the fields of the list and no other, whatever a call hands in', () => {
  const logger = new URL('../dist/adapters/logger.js', import.meta.url).href;
  const call = `{ code: 'c', count: 1, ms: 2, port: 3, status: 4, pseudonym: '${CANARY}', error: new Error('${CANARY}') }`;
  const program = `import { stderrLogger } from '${logger}'; stderrLogger().warn('event', ${call});`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(Object.keys(JSON.parse(stderr)).sort()).toEqual([
    ...['code', 'count', 'event', 'level', 'ms', 'port', 'service', 'status', 'time'],
  ]);
});
