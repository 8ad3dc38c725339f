import { readFile } from 'node:fs/promises';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { CoachError } from '../../error.js';
import type { LogFields } from '../../ports.js';
import { problemHandler, STATUS } from './problem.js';

describe('a refused request', () => {
  it('is counted by its code and logged without anything that was sent', async () => {
    const lines: { event: string; fields: LogFields | undefined }[] = [];
    const log = (event: string, fields?: LogFields): void => void lines.push({ event, fields });
    const app = Fastify();
    app.setErrorHandler(problemHandler({ info: log, warn: log, error: log }, { canLogIn: false, overTls: false }));
    app.post('/any', () => {
      throw new CoachError('unauthorised', 'Say who you are.');
    });
    const send = (payload: string) =>
      app.inject({ method: 'POST', url: '/any', headers: { 'content-type': 'application/json' }, payload });
    expect((await send('{"planted-secret":')).statusCode).toBe(400);
    expect((await send('planted-secret')).statusCode).toBe(400);
    expect((await send('{}')).statusCode).toBe(401);
    expect(lines).toEqual([
      { event: 'request-refused', fields: { code: 'bad-request', status: 400, count: 1 } },
      { event: 'request-refused', fields: { code: 'bad-request', status: 400, count: 2 } },
      { event: 'request-refused', fields: { code: 'unauthorised', status: 401, count: 1 } },
    ]);
    await app.close();
  });
});

it('every error has one sentence in English and one in Dutch, and the status that it has here', async () => {
  const page = await readFile(new URL('../../../../docs/coach-api-errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)];
  const told = Object.fromEntries(rows.map(([, code = '', status]) => [code, Number(status)]));
  expect(told).toEqual({ ...STATUS, 'not-found': 404, internal: 500 });
  for (const [, , , english = '', dutch = ''] of rows) {
    expect([english, dutch].map((sentence) => /^[A-Z].*\.$/.test(sentence))).toEqual([true, true]);
    expect(english).not.toBe(dutch);
  }
});
