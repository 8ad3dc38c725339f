import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cryptoReady,
  fromBase64Url,
  fromRecoveryWords,
  identityKey,
  openCertificate,
  openKeptPins,
  sha256,
  toBase64Url,
  toHex,
  utf8,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invitationTo } from '../test/invitations.js';
import { SodiumPassphraseLock } from './adapters/sodium-passphrase.js';
import { openVault } from './adapters/sqlite-open.js';
import { SqliteVault } from './adapters/sqlite-vault.js';
import type { Invitation } from './core/invitation.js';
import { unsealPins } from './core/kept-pins.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { type EnrolPorts, enrolUnattended } from './enrol.js';
import { AgentError } from './error.js';
import type { CoachApi, CoachApiPlace, RequestBody } from './ports.js';

const NOW = 1_900_000_000;
const PASSPHRASE = 'vier woorden volstaan hier';
const ZONE = 'Europe/Brussels';
const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

let folder: string;
let ports: EnrolPorts;
let places: CoachApiPlace[];
let requests: RequestBody[];
let failure: AgentError | undefined;
let invitation: Invitation;

beforeAll(() => cryptoReady);

const enrol = (passphrase = PASSPHRASE, answered = invitation): Promise<string> =>
  enrolUnattended(ports, { invitation: answered, zone: ZONE }, passphrase);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enrol-'));
  [requests, places, failure] = [[], [], undefined];
  const registry = {
    enrol: async (request: RequestBody) => {
      requests.push(request);
      if (failure) throw failure;
    },
  };
  ports = {
    vault: new SqliteVault(openVault(join(folder, 'vault.db'))),
    coachApi: (place) => {
      places.push(place);
      return registry as CoachApi;
    },
    lock: new SodiumPassphraseLock(entropy),
    entropy,
    clock: () => NOW,
  };
  invitation = invitationTo('http://127.0.0.1:8080');
});

afterEach(async () => {
  await ports.vault.close();
  rmSync(folder, { recursive: true });
});

describe('enrolment without anybody to ask', () => {
  it('gives 24 words from which every key of the employee comes back, and says of nobody that they have them', async () => {
    const words = await enrol();
    const root = fromRecoveryWords(words);
    const identity = await ports.vault.identity();
    expect(words.split(' ')).toHaveLength(24);
    expect(toHex(identityKey(root).publicKey)).toBe(toHex(identity?.identityPublicKey ?? entropy(1)));
    expect(toHex(vaultKey(root).publicKey)).toBe(toHex(identity?.vaultPublicKey ?? entropy(1)));
    expect(await ports.lock.unwrap(identity?.wrappedRoot ?? (await ports.lock.wrap(root, 'x')), PASSPHRASE)).toEqual(
      root,
    );
    expect(identity).toMatchObject({ registered: true, wordsConfirmed: false });
  });

  it('registers public keys alone, with a certificate by the identity', async () => {
    await enrol();
    const [request = {}] = requests;
    expect(Object.keys(request).sort()).toEqual(
      ['agent', 'agentKey', 'certificate', 'code', 'identityKey', 'kept', 'pseudonym', 'vaultKey'].sort(),
    );
    const certificate = openCertificate(
      fromBase64Url(String(request.certificate)),
      fromBase64Url(String(request.identityKey)),
    );
    expect(toHex(certificate.pseudonym)).toBe(request.pseudonym);
    expect(toBase64Url(certificate.agentPublicKey)).toBe(request.agentKey);
  });

  it('pins what the invitation says, and keeps it with the coach API for whoever has the words', async () => {
    const root = fromRecoveryWords(await enrol());
    const identity = await ports.vault.identity();
    expect(identity?.pins).toMatchObject({
      coachUrl: 'http://127.0.0.1:8080',
      certificates: [],
      brokerUrl: 'mqtt://127.0.0.1:1883',
      logUrl: 'http://127.0.0.1:8090/',
      policy: invitation.log.policy,
      zone: ZONE,
    });
    const kept = openKeptPins(fromBase64Url(String(requests[0]?.kept)), identityKey(root).publicKey);
    const { coachSigningKey, coachBoxKey, ...others } = unsealPins(kept, vaultKey(root));
    expect(identity?.pins).toMatchObject(others);
    expect([toBase64Url(coachSigningKey), toBase64Url(coachBoxKey)]).toEqual([
      invitation.coachApi.signingKey,
      invitation.coachApi.boxKey,
    ]);
    expect(() => unsealPins(kept, vaultKey(entropy(32)))).toThrow('not for this key');
    expect(places).toEqual([{ coachUrl: 'http://127.0.0.1:8080', certificates: [] }]);
  });

  it('repeats the same registration when the answer was lost, and gives the same words', async () => {
    failure = new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    await expect(enrol()).rejects.toMatchObject({ code: 'unreachable' });
    failure = undefined;
    const words = await enrol();
    expect(requests[1]).toEqual(requests[0]);
    expect(await enrol()).toBe(words);
    expect(requests).toHaveLength(2);
    await expect(enrol('een ander geheim')).rejects.toMatchObject({ code: 'bad-passphrase' });
    const another = { ...invitation, code: 'another-code' };
    await expect(enrol(PASSPHRASE, another)).rejects.toMatchObject({ code: 'already-enrolled' });
  });

  it('asked twice at once ends with the keys of the one that was first; the other touches nothing', async () => {
    const other = { ...ports, vault: new SqliteVault(openVault(join(folder, 'vault.db'))) };
    let words = '';
    const slow: EnrolPorts['lock'] = {
      ...ports.lock,
      wrap: async (...args) => {
        words = await enrol();
        return ports.lock.wrap(...args);
      },
    };
    const second = enrolUnattended({ ...other, lock: slow }, { invitation, zone: ZONE }, PASSPHRASE);
    await expect(second).rejects.toMatchObject({ code: 'already-enrolled' });
    expect(await ports.vault.identity()).toMatchObject({ registered: true });
    expect([requests.length, await enrol()]).toEqual([1, words]);
    await other.vault.close();
  });

  it('whose keys another command replaced while they were registered says so, and does not take the other for its own', async () => {
    const other = { ...ports, vault: new SqliteVault(openVault(join(folder, 'vault.db'))) };
    const another = { ...invitation, code: 'another-code' };
    const { coachApi } = ports;
    ports = {
      ...ports,
      coachApi: (place) => {
        const api = coachApi(place);
        const late = async (request: RequestBody): Promise<void> => {
          await enrolUnattended(other, { invitation: another, zone: ZONE }, PASSPHRASE);
          await api.enrol(request);
        };
        return { ...api, enrol: late };
      },
    };
    await expect(enrol()).rejects.toMatchObject({ code: 'already-enrolled' });
    const identity = await other.vault.identity();
    expect([identity?.registered, toHex(identity?.invitation ?? entropy(1))]).toEqual([
      true,
      toHex(sha256(utf8('another-code'))),
    ]);
    await other.vault.close();
  });

  it('keeps the root secret on disk under the passphrase alone', async () => {
    const words = await enrol();
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

  it('refuses an invitation that has expired', async () => {
    await expect(enrol(PASSPHRASE, { ...invitation, expires: NOW })).rejects.toMatchObject({ code: 'bad-invitation' });
    expect(requests).toEqual([]);
  });

  it.each([
    ['of fewer than eight characters', 'kort', 'at least eight characters'],
    ['of blanks alone', '        ', 'blanks alone'],
    ['that nobody could type again', 'een lange zin\r', 'control character'],
  ])('refuses a passphrase %s', async (_, passphrase, said) => {
    await expect(enrol(passphrase)).rejects.toMatchObject({
      code: 'bad-passphrase',
      message: expect.stringContaining(said),
    });
    expect(await ports.vault.identity()).toBeUndefined();
  });
});
