import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { describe, expect, it } from 'vitest';
import type { JournalFields } from '../ports.js';
import { MqttBroker } from './mqtt-broker.js';

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
          broker.stop();
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

  it('stops although the broker never acknowledges what is on its way', async () => {
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const arrived = new Promise<void>((resolve) => {
      aedes.authorizePublish = () => resolve();
    });
    let announced: Promise<void> = Promise.resolve();
    const broker = new MqttBroker({
      url: `mqtt://127.0.0.1:${port}`,
      journal: { info: () => undefined, warn: () => undefined },
      onLeaves: () => undefined,
      onConnected: async () => {
        announced = broker.publish(new Uint8Array([1]));
      },
    });
    broker.start();
    await arrived;
    broker.stop();
    await expect(announced).resolves.toBeUndefined();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });
});
