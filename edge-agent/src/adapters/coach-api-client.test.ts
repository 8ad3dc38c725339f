import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../test/src/requirement.js';
import { challengeDays, coachApiClient, coachTime, isListed } from './coach-api-client.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let seen: Seen[] = [];
let answer = { status: 200, body: '{}' };
const servers: { close(): unknown }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'coach-api-'));

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  [seen, answer] = [[], { status: 200, body: '{}' }];
});
afterAll(() => rmSync(folder, { recursive: true }));

const hear = (request: IncomingMessage, response: ServerResponse): void => void answerTo(request, response);

async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { method, url, headers } = request;
  const body = Buffer.concat(parts).toString();
  seen.push({ method, url, host: headers.host, authorization: headers.authorization, body });
  response.writeHead(answer.status).end(answer.body);
}

async function listening(server: Server | ReturnType<typeof createServer>): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const plain = async (): Promise<string> => `http://127.0.0.1:${await listening(createPlain(hear))}/f4w`;

it('says when the challenge of a key begins and ends, and nothing where nobody answers or anything else is said', async () => {
  const coachUrl = await plain();
  const days = () => challengeDays({ coachUrl, certificates: [] }, 'mine');
  const body = '{"kid":"mine","f4w_challenge":{"from":"2026-06-01","until":"2026-08-31"}}';
  answer = { status: 200, body };
  expect(await days()).toEqual({ from: '2026-06-01', until: '2026-08-31' });
  for (const each of [
    { status: 404, body },
    { status: 200, body: '<html>' },
    { status: 200, body: '{"kid":"mine"}' },
  ]) {
    answer = each;
    expect(await days()).toBeUndefined();
  }
  expect(await challengeDays({ coachUrl: 'http://127.0.0.1:9', certificates: [] }, 'mine')).toBeUndefined();
});

it('says whether a key is listed there, and nothing where nobody answers or anything else is said', async () => {
  const coachUrl = await plain();
  const listed = () => isListed({ coachUrl, certificates: [] }, 'mine');
  answer = { status: 200, body: '{"kid":"mine","x":"key"}' };
  expect(await listed()).toBe(true);
  expect(seen[0]).toMatchObject({ method: 'GET', url: '/f4w/v1/agents/keys/mine', authorization: undefined });
  answer = { status: 404, body: '{"code":"agent-unknown","message":"…"}' };
  expect(await listed()).toBe(false);
  answer = { status: 403, body: '{"code":"agent-suspended","message":"…"}' };
  expect(await listed()).toBe('agent-suspended');
  answer = { status: 410, body: '{"code":"challenge-ended","message":"…"}' };
  expect(await listed()).toBe('challenge-ended');
  const others = [
    { status: 200, body: '{"kid":"other"}' },
    { status: 200, body: '{"code":"agent-unknown"}' },
    { status: 200, body: 'null' },
    { status: 404, body: '{"code":"not-found","message":"a route that is not there"}' },
    { status: 404, body: '<html>a proxy</html>' },
    { status: 500, body: '{"code":"agent-unknown"}' },
    { status: 404, body: '{"code":"agent-suspended"}' },
    { status: 200, body: `{"kid":"mine","more":"${'x'.repeat(4096)}"}` },
  ];
  for (const each of others) {
    answer = each;
    expect([each.body.slice(0, 40), await listed()]).toEqual([each.body.slice(0, 40), undefined]);
  }
  expect(await isListed({ coachUrl: 'http://127.0.0.1:9', certificates: [] }, 'mine')).toBeUndefined();
});

it('says what time it is there, and nothing where nobody answers', async () => {
  const coachUrl = await plain();
  const before = Math.floor(Date.now() / 1000);
  const told = await coachTime({ coachUrl, certificates: [] });
  expect(told).toBeGreaterThanOrEqual(before - 1);
  expect(told).toBeLessThan(before + 60);
  expect(seen[0]).toMatchObject({ method: 'GET', url: '/f4w/healthz', authorization: undefined });
  expect(await coachTime({ coachUrl: 'http://127.0.0.1:9', certificates: [] })).toBeUndefined();
});

it('speaks to the routes below the address, with the token where one is asked for', async () => {
  const coachUrl = await plain();
  const client = coachApiClient({ coachUrl, certificates: [] });
  await client.enrol({ code: 'a-code' });
  answer = { status: 200, body: '{"version":1}' };
  expect(await client.recovery('token')).toEqual({ version: 1 });
  await client.recoveryPage('token', { kind: 'envelopes', after: undefined });
  await client.recoveryPage('token', { kind: 'reads', after: 7 });
  expect(await client.addAgent('token', { agent: 2 })).toBe(true);
  answer = { status: 409, body: '{}' };
  expect(await client.addAgent('token', { agent: 2 })).toBe(false);
  const { host } = new URL(coachUrl);
  const told = { host, authorization: 'Bearer token', body: '' };
  expect(seen).toEqual([
    { method: 'POST', url: '/f4w/v1/enrolments', host, authorization: undefined, body: '{"code":"a-code"}' },
    { method: 'GET', url: '/f4w/v1/recovery', ...told },
    { method: 'GET', url: '/f4w/v1/recovery/envelopes', ...told },
    { method: 'GET', url: '/f4w/v1/recovery/reads?after=7', ...told },
    { method: 'POST', url: '/f4w/v1/recovery/agents', ...told, body: '{"agent":2}' },
    { method: 'POST', url: '/f4w/v1/recovery/agents', ...told, body: '{"agent":2}' },
  ]);
});

it.each([
  [503, 'unreachable'],
  [401, 'refused'],
  [302, 'refused'],
  [400, 'refused'],
])('an answer %i to a recovery is %s', async (status, code) => {
  const client = coachApiClient({ coachUrl: await plain(), certificates: [] });
  answer = { status, body: '' };
  await expect(client.recovery('token')).rejects.toMatchObject({ code });
});

it.each([
  [503, 'unreachable'],
  [409, 'refused'],
])('an answer %i to an enrolment is %s', async (status, code) => {
  const client = coachApiClient({ coachUrl: await plain(), certificates: [] });
  answer = { status, body: '' };
  await expect(client.enrol({ code: 'x' })).rejects.toMatchObject({ code });
});

it.each([
  [403, 'invitation-unknown', 'does not know this invitation'],
  [409, 'invitation-used', 'was used already'],
  [410, 'invitation-revoked', 'was revoked by the administrator'],
  [410, 'invitation-expired', 'has expired'],
  [403, 'challenge-not-begun', 'has not begun'],
  [410, 'challenge-ended', 'is over'],
  [409, 'another', 'refused the invitation (409)'],
])('an enrolment refused with %i %s says that it %s', async (status, code, words) => {
  const client = coachApiClient({ coachUrl: await plain(), certificates: [] });
  answer = { status, body: JSON.stringify({ code, message: '…' }) };
  await expect(client.enrol({ code: 'x' })).rejects.toThrow(words);
});

it('more than may come is not read, and what is no JSON is not taken', async () => {
  const client = coachApiClient({ coachUrl: await plain(), certificates: [] });
  answer = { status: 200, body: 'x'.repeat(300_000) };
  await expect(client.recovery('token')).rejects.toMatchObject({ code: 'refused' });
  answer = { status: 200, body: 'x' };
  await expect(client.recovery('token')).rejects.toMatchObject({ code: 'refused' });
});

it('nobody there is said as such', async () => {
  const client = coachApiClient({ coachUrl: 'http://127.0.0.1:1/', certificates: [] });
  await expect(client.enrol({ code: 'x' })).rejects.toMatchObject({ code: 'unreachable' });
});

interface KeyPair {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: string;
}

/** A self-signed certificate for a name that nobody asks for: only its fingerprint speaks for it. */
function selfSigned(name: string): KeyPair {
  const files = { key: join(folder, `${name}.key`), cert: join(folder, `${name}.pem`) };
  execFileSync(
    requirement('openssl').path,
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
      ...['-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert],
    ],
    { stdio: 'ignore' },
  );
  const cert = readFileSync(files.cert, 'utf8');
  const fingerprint = createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');
  return { key: readFileSync(files.key, 'utf8'), cert, fingerprint };
}

describeWith(['openssl'], 'the coach API over TLS', () => {
  let pinned: KeyPair;
  let other: KeyPair;

  beforeAll(() => {
    [pinned, other] = [selfSigned('pinned'), selfSigned('other')];
  });

  it('is spoken to when it has one of the pinned certificates, though nobody signed it', async () => {
    const port = await listening(createSecure(pinned, hear));
    const certificates = [other.fingerprint, pinned.fingerprint];
    const client = coachApiClient({ coachUrl: `https://127.0.0.1:${port}`, certificates });
    await client.enrol({ code: 'a-code' });
    expect(seen).toMatchObject([{ url: '/v1/enrolments', host: `127.0.0.1:${port}`, body: '{"code":"a-code"}' }]);
  });

  it('with another certificate is told nothing: not a byte follows the handshake', async () => {
    const decrypted: Buffer[] = [];
    const server = createSecure(other, hear).on('secureConnection', (socket) =>
      socket.on('data', (part: Buffer) => decrypted.push(part)),
    );
    const port = await listening(server);
    const ended = once(server, 'connection').then(([socket]: Socket[]) => socket && once(socket, 'close'));
    const client = coachApiClient({ coachUrl: `https://127.0.0.1:${port}`, certificates: [pinned.fingerprint] });
    await expect(client.enrol({ code: 'a-code' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('nothing was sent'),
    });
    await ended;
    expect([decrypted, seen]).toEqual([[], []]);
  });

  it('without a pin is believed only when an authority of the platform vouches for it', async () => {
    const port = await listening(createSecure(pinned, hear));
    const client = coachApiClient({ coachUrl: `https://localhost:${port}`, certificates: [] });
    await expect(client.recovery('token')).rejects.toMatchObject({ code: 'unreachable' });
    expect(seen).toEqual([]);
  });

  it('that is cut off within the handshake is away, not another', async () => {
    const port = await listening(createServer((socket) => socket.destroy()));
    const client = coachApiClient({ coachUrl: `https://127.0.0.1:${port}`, certificates: [pinned.fingerprint] });
    await expect(client.enrol({ code: 'a-code' })).rejects.toMatchObject({ code: 'unreachable' });
  });
});
