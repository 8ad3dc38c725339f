import type { ServerResponse } from 'node:http';
import { cryptoReady, signingKey } from '@fit4work/protocol';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerMarks } from '../../core/peer-marks.js';
import { PASSED_HEADER, PeerClient } from '../peer-client.js';
import { boundAndPassOn, type PassingOptions } from './passing.js';
import { problemHandler } from './problem.js';

await cryptoReady;
const clock = { now: () => 1_000 };
const marks = new PeerMarks(signingKey(new Uint8Array(32).fill(1)));
const ANN = 'a'.repeat(32);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

interface Told {
  readonly by: string;
  readonly url: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly passed: boolean;
}

describe('what is about somebody whom another looks after', () => {
  const open: FastifyInstance[] = [];
  let place: ReturnType<PassingOptions['whereIs']>;
  let isIn: boolean;
  beforeEach(() => {
    isIn = true;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((app) => app.close()));
  });

  /** One that says who it is, and what it was asked. */
  async function one(by: string, more: Partial<PassingOptions> = {}) {
    const app = Fastify();
    open.push(app);
    app.setErrorHandler(problemHandler(quiet, { canLogIn: false, overTls: false }));
    const options: PassingOptions = {
      ...{ marks, clock, peers: new PeerClient({ marks, clock }) },
      whereIs: (district) => (district === 'a' ? place : undefined),
      claimant: async () => ANN,
      isStillIn: async () => isIn,
      ...more,
    };
    app.decorateRequest('principal', undefined);
    boundAndPassOn(app, options);
    app.route<{ Params: { pseudonym: string } }>({
      method: ['GET', 'POST'],
      url: '/v1/people/:pseudonym/any',
      config: { access: 'coach' },
      handler: async ({ url, body, headers, passed }, reply): Promise<Told> => {
        reply.header('f4w-basis', by).code(201);
        return { by, url, body: body ?? null, authorization: headers.authorization, passed };
      },
    });
    app.get('/v1/recovery', { config: { access: 'person' } }, async () => ({ by }));
    app.get('/v1/challenges', { config: { access: 'administrator' } }, async () => ({ by }));
    app.get('/v1/reads', { config: { access: 'coach' } }, async () => ({ by }));
    return app.listen({ host: '127.0.0.1', port: 0 });
  }
  const url = `/v1/people/${ANN}/any?from=1`;
  const headers = { authorization: 'Bearer coach', 'content-type': 'application/json' };

  it('is passed on with who asks and what for, and its answer comes as it was made', async () => {
    const [a, b] = [await one('a'), await one('b')];
    place = { address: b };
    const answer = await fetch(`${a}${url}`, { method: 'POST', headers, body: '{"text":"één"}' });
    expect([answer.status, answer.headers.get('f4w-basis')]).toEqual([201, 'b']);
    expect(JSON.parse(await answer.text())).toEqual({
      ...{ by: 'b', url, body: { text: 'één' }, authorization: 'Bearer coach', passed: true },
    });
  });

  it('is found by the token of the 24 words, and what is nobody’s own by who may ask it', async () => {
    const [a, b] = [await one('a'), await one('b')];
    place = { address: b };
    const token = await fetch(`${a}/v1/recovery`, { headers: { authorization: 'Bearer a.b.c' } });
    expect(JSON.parse(await token.text())).toEqual({ by: 'b' });
    // Nobody has the district of challenges at this moment.
    expect((await fetch(`${a}/v1/challenges`)).status).toBe(503);
    expect(JSON.parse(await (await fetch(`${a}/v1/reads`)).text())).toEqual({ by: 'a' });
  });

  it('is not passed on twice, whatever the second thinks of where it belongs', async () => {
    const [a, b] = [await one('a'), await one('b')];
    place = { address: b };
    expect(JSON.parse(await (await fetch(`${a}${url}`)).text()).by).toBe('b');
    // A mark that nobody made counts for nothing.
    const forged = await fetch(`${a}${url}`, { headers: { [PASSED_HEADER]: `1000.${'0'.repeat(64)}` } });
    expect(JSON.parse(await forged.text()).by).toBe('b');
    const made = { [PASSED_HEADER]: marks.of({ method: 'GET', url }, 1_000) };
    expect(JSON.parse(await (await fetch(`${a}${url}`, { headers: made })).text()).by).toBe('a');
  });

  it('is refused for now where nobody is there, and asked once more of whoever took over', async () => {
    const [a, b] = [await one('a'), await one('b')];
    place = undefined;
    const nowhere = await fetch(`${a}${url}`);
    expect([nowhere.status, nowhere.headers.get('retry-after')]).toEqual([503, '1']);
    expect(JSON.parse(await nowhere.text()).code).toBe('not-held');
    const silent = Fastify();
    open.push(silent);
    silent.all('*', async (request) => {
      place = { address: b };
      request.raw.socket.destroy();
    });
    const dying = await silent.listen({ host: '127.0.0.1', port: 0 });
    place = { address: dying };
    expect(JSON.parse(await (await fetch(`${a}${url}`)).text()).by).toBe('b');
    // What may have been done is not done again.
    place = { address: dying };
    expect((await fetch(`${a}${url}`, { method: 'POST', headers, body: '{}' })).status).toBe(503);
  });

  it('waits for nobody who is paused once another took over', async () => {
    const [a, b] = [await one('a'), await one('b')];
    const paused = Fastify();
    open.push(paused);
    paused.all('*', async (request) => {
      place = { address: b };
      await new Promise((resolve) => request.raw.socket.once('close', resolve));
    });
    place = { address: await paused.listen({ host: '127.0.0.1', port: 0 }) };
    expect(JSON.parse(await (await fetch(`${a}${url}`)).text()).by).toBe('b');
  });

  /** One that begins to answer and goes no further. */
  async function stalling(begin: (answer: ServerResponse) => void): Promise<string> {
    const app = Fastify();
    open.push(app);
    app.all('*', async (request, reply) => {
      reply.hijack();
      begin(reply.raw);
      await new Promise((resolve) => request.raw.socket.once('close', resolve));
    });
    return app.listen({ host: '127.0.0.1', port: 0 });
  }

  it('breaks off where another begins to answer and stalls', async () => {
    const a = await one('a', { patienceMs: 200 });
    place = { address: await stalling((answer) => answer.writeHead(200).write('{')) };
    const answer = await fetch(`${a}${url}`);
    await expect(answer.text()).rejects.toThrow();
  });

  it('is worked on here until it is answered: 64 of one name, whoever answers them', async () => {
    let begun = 0;
    place = {
      address: await stalling(() => {
        begun += 1;
      }),
    };
    const a = await one('a', { patienceMs: 3_000 });
    const asked = Array.from({ length: 64 }, async () => (await fetch(`${a}${url}`)).status);
    await expect.poll(() => begun, { timeout: 10_000 }).toBe(64);
    const refused = await fetch(`${a}${url}`);
    expect([refused.status, JSON.parse(await refused.text()).code]).toEqual([503, 'overloaded']);
    await Promise.all(asked);
    place = { address: await one('b') };
    expect((await fetch(`${a}${url}`)).status).toBe(201);
  }, 60_000);

  it('is answered to nobody who was logged out meanwhile', async () => {
    const [a, b] = [await one('a'), await one('b')];
    place = { address: b };
    isIn = false;
    expect((await fetch(`${a}${url}`)).status).toBe(401);
  });
});
