import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { CoachError } from '../../error.js';
import type { LogFields } from '../../ports.js';
import { problemHandler } from './problem.js';

describe('a refused request', () => {
  it('is counted by its code and logged without anything that was sent', async () => {
    const lines: { event: string; fields: LogFields | undefined }[] = [];
    const log = (event: string, fields?: LogFields): void => void lines.push({ event, fields });
    const app = Fastify();
    app.setErrorHandler(problemHandler({ info: log, warn: log, error: log }));
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
