import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalFields } from '../ports.js';
import { brokerPassword } from './broker-password.js';
import { MqttBroker } from './mqtt-broker.js';

beforeAll(() => sodium.ready);

const seed = new Uint8Array(32).fill(3);
const decode = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

describe('the password for the broker', () => {
  it('is a JWT of five minutes that the public key verifies', () => {
    const [header, claims, signature = ''] = brokerPassword('anchor', { kid: 'k1', seed }, 1000).split('.');
    expect(decode(header)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: 'k1' });
    expect(decode(claims)).toEqual({ sub: 'anchor', aud: 'f4w-broker', iat: 1000, exp: 1300 });
    const { publicKey } = sodium.crypto_sign_seed_keypair(seed);
    const bytes = new Uint8Array(Buffer.from(signature, 'base64url'));
    expect(sodium.crypto_sign_verify_detached(bytes, `${header}.${claims}`, publicKey)).toBe(true);
  });
});

describe('the connection to the broker', () => {
  it('says once per attempt that it was refused, and comes back with a fresh password', async () => {
    const passwords: string[] = [];
    const aedes = await Aedes.createBroker({
      authenticate: (_client, _username, password, done) => {
        passwords.push(String(password));
        done(
          passwords.length < 3 ? Object.assign(new Error('no'), { returnCode: 5 as const }) : null,
          passwords.length >= 3,
        );
      },
    });
    const server = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const warnings: (JournalFields | undefined)[] = [];
    let issued = 0;
    await new Promise<void>((resolve) => {
      const broker = new MqttBroker({
        url: `mqtt://127.0.0.1:${port}`,
        username: 'anchor',
        password: () => `password-${++issued}`,
        journal: { info: () => undefined, warn: (_event, fields) => warnings.push(fields) },
        onLeaves: () => undefined,
        onConnected: async () => {
          await broker.stop();
          resolve();
        },
      });
      broker.start();
    });
    expect(passwords).toEqual(['password-1', 'password-2', 'password-3']);
    expect(warnings).toEqual([{ reason: 'credentials-refused' }, { reason: 'credentials-refused' }]);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });
});
