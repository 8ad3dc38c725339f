import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cryptoReady,
  encodeVkey,
  fromBase64Url,
  fromRecoveryWords,
  identityKey,
  noteSigner,
  openCertificate,
  toBase64Url,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SodiumPassphraseLock } from './adapters/sodium-passphrase.js';
import { openVault } from './adapters/sqlite-schema.js';
import { SqliteVault } from './adapters/sqlite-vault.js';
import { type EnrolPorts, enrol, type Invitation, parseInvitation } from './enrol.js';
import { AgentError } from './error.js';

const NOW = 1_900_000_000;
const PASSPHRASE = 'vier woorden volstaan hier';
const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

let folder: string;
let ports: EnrolPorts;
let requests: Readonly<Record<string, string | number>>[];
let failure: AgentError | undefined;
let invitation: Invitation;

beforeAll(() => cryptoReady);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enrol-'));
  [requests, failure] = [[], undefined];
  ports = {
    vault: new SqliteVault(openVault(join(folder, 'vault.db'))),
    registry: {
      enrol: async (request) => {
        requests.push(request);
        if (failure) throw failure;
      },
    },
    lock: new SodiumPassphraseLock(entropy),
    entropy,
    clock: () => NOW,
  };
  invitation = {
    version: 1,
    code: 'a-code',
    expires: NOW + 60,
    coachApi: { signingKey: toBase64Url(entropy(32)), boxKey: toBase64Url(entropy(32)) },
    log: { policy: `log ${encodeVkey(noteSigner('log.example/x', 1, entropy(32)).key)}\nquorum none\n` },
  };
});

afterEach(async () => {
  await ports.vault.close();
  rmSync(folder, { recursive: true });
});

describe('enrolment', () => {
  it('gives 24 words from which every key of the employee comes back', async () => {
    const words = await enrol(ports, invitation, PASSPHRASE);
    const root = fromRecoveryWords(words);
    const identity = await ports.vault.identity();
    expect(words.split(' ')).toHaveLength(24);
    expect(toHex(identityKey(root).publicKey)).toBe(toHex(identity?.identityPublicKey ?? entropy(1)));
    expect(toHex(vaultKey(root).publicKey)).toBe(toHex(identity?.vaultPublicKey ?? entropy(1)));
    expect(await ports.lock.unwrap(identity?.wrappedRoot ?? (await ports.lock.wrap(root, 'x')), PASSPHRASE)).toEqual(
      root,
    );
  });

  it('registers public keys alone, with a certificate by the identity', async () => {
    await enrol(ports, invitation, PASSPHRASE);
    const [request = {}] = requests;
    expect(Object.keys(request).sort()).toEqual(
      ['agent', 'agentKey', 'certificate', 'code', 'identityKey', 'pseudonym', 'vaultKey'].sort(),
    );
    const certificate = openCertificate(
      fromBase64Url(String(request.certificate)),
      fromBase64Url(String(request.identityKey)),
    );
    expect(toHex(certificate.pseudonym)).toBe(request.pseudonym);
    expect(toBase64Url(certificate.agentPublicKey)).toBe(request.agentKey);
  });

  it('repeats the same registration when the answer was lost, and shows the same words', async () => {
    failure = new AgentError('unreachable', 'The answer was lost.');
    await expect(enrol(ports, invitation, PASSPHRASE)).rejects.toMatchObject({ code: 'unreachable' });
    failure = undefined;
    const words = await enrol(ports, invitation, PASSPHRASE);
    expect(requests[1]).toEqual(requests[0]);
    expect(await enrol(ports, invitation, PASSPHRASE)).toBe(words);
    expect(requests).toHaveLength(2);
    await expect(enrol(ports, invitation, 'een ander geheim')).rejects.toMatchObject({ code: 'bad-passphrase' });
    const another = { ...invitation, code: 'another-code' };
    await expect(enrol(ports, another, PASSPHRASE)).rejects.toMatchObject({ code: 'already-enrolled' });
  });

  it('keeps the root secret on disk under the passphrase alone', async () => {
    const words = await enrol(ports, invitation, PASSPHRASE);
    const root = fromRecoveryWords(words);
    const files = Buffer.concat(['vault.db', 'vault.db-wal'].map((name) => readFileSync(join(folder, name))));
    for (const secret of [Buffer.from(root), Buffer.from(words), Buffer.from(PASSPHRASE)]) {
      expect(files.includes(secret)).toBe(false);
    }
    const identity = await ports.vault.identity();
    await expect(
      ports.lock.unwrap(identity?.wrappedRoot ?? (await ports.lock.wrap(root, 'x')), 'another one'),
    ).rejects.toMatchObject({ code: 'bad-passphrase' });
  });

  it.each([['has expired', () => ({ ...invitation, expires: NOW }), 'bad-invitation']])(
    'refuses an invitation that %s',
    async (_, make, code) => {
      await expect(enrol(ports, make(), PASSPHRASE)).rejects.toMatchObject({ code });
      expect(requests).toEqual([]);
    },
  );

  it('refuses a passphrase of fewer than eight characters', async () => {
    await expect(enrol(ports, invitation, 'kort')).rejects.toMatchObject({ code: 'bad-passphrase' });
    expect(await ports.vault.identity()).toBeUndefined();
  });

  it.each([
    ['not JSON', 'hello'],
    ['nothing', 'null'],
    ['without keys', '{"version":1,"code":"x","expires":1}'],
    ['with a short key', () => JSON.stringify({ ...invitation, coachApi: { signingKey: 'AAAA', boxKey: 'AAAA' } })],
    ['with a policy that is none', () => JSON.stringify({ ...invitation, log: { policy: 'trust me' } })],
    ['of another version', () => JSON.stringify({ ...invitation, version: 2 })],
  ])('refuses an invitation file that is %s in one sentence', (_, text) => {
    const parse = () => parseInvitation(typeof text === 'string' ? text : text());
    expect(parse).toThrow(AgentError);
    expect(parse).toThrow(/^The invitation is not one of this programme/);
  });
});
