import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectPacket } from '../test/mqtt-bytes.js';
import { closing, KEYS, OWN, Room, received } from '../test/room.js';
import { TLS_PAIRS } from '../test/tls-pairs.js';

const { first, second } = TLS_PAIRS;
const CA = { ca: [first.cert, second.cert] };

let room: Room;
beforeEach(async () => {
  room = await Room.prepare();
});
afterEach(() => room.close());

async function place({ cert, key }: { readonly cert: string; readonly key: string }): Promise<void> {
  await writeFile(room.file('tls.crt'), cert);
  await writeFile(room.file('tls.key'), key, { mode: 0o600 });
}

const tlsSettings = () => ({
  FIT4WORK_BROKER_TLS_CERT: room.file('tls.crt'),
  FIT4WORK_BROKER_TLS_KEY: room.file('tls.key'),
});
const url = {
  plain: () => `ws://127.0.0.1:${room.ports.websocketPort}/mqtt`,
  tls: () => `mqtts://127.0.0.1:${room.ports.port}`,
  web: () => `wss://127.0.0.1:${room.ports.websocketPort}/mqtt`,
};

describe('MQTT over WebSocket', () => {
  beforeEach(() => room.start({ FIT4WORK_BROKER_WEBSOCKET_PORT: '0', FIT4WORK_BROKER_CONNECTIONS: '3' }));

  it('carries what TCP carries, to the same broker', async () => {
    const person = await room.agent({}, url.plain());
    const api = await room.coachApi();
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    const arrived = received(api);
    await person.publishAsync(TOPICS.up(OWN, 'envelope'), 'x'.repeat(100_000), { qos: 1 });
    expect((await arrived).payload).toHaveLength(100_000);
  });

  it('is under the same law', async () => {
    const person = await room.agent({}, url.plain());
    const closed = closing(person);
    person.publish(TOPICS.down(OWN, 'receipt'), 'x', { qos: 1 }, () => undefined);
    await closed;
    expect(room.refusals()).toEqual(['topic-publish']);
  });

  it('ends what is larger than a packet may be', async () => {
    const person = await room.agent({}, url.plain());
    const closed = closing(person);
    person.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
    await closed;
    await expect.poll(() => room.refusals()).toEqual(['protocol']);
  });

  it('shares the number of connections with TCP, which is free again when they end', async () => {
    const [one, two] = [await room.agent({ clientId: `${OWN}-1` }, url.plain()), await room.agent()];
    const three = await room.other();
    await expect(room.coachApi()).rejects.toThrow();
    await expect(room.agent({ clientId: `${OWN}-2` }, url.plain())).rejects.toThrow();
    expect(room.refusals()).toEqual(['too-many-connections', 'too-many-connections']);
    for (const client of [one, two, three]) await client.endAsync();
    await expect
      .poll(() =>
        room.coachApi().then(
          (api) => api.connected,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('refuses a socket that does not ask for mqtt', async () => {
    const other = new WebSocket(url.plain(), ['other']);
    const [error] = await once(other, 'error');
    expect(String(error)).toContain('400');
    expect(room.refusals()).toEqual(['protocol']);
  });

  it('ends a connection that sends text', async () => {
    const text = new WebSocket(url.plain(), ['mqtt']);
    await once(text, 'open');
    expect(text.protocol).toBe('mqtt');
    const answers: unknown[] = [];
    text.on('message', (answer) => answers.push(answer));
    // All of it would be a good login, if the first byte had not come as text.
    const login = connectPacket(60);
    text.send(login.subarray(0, 1).toString('latin1'));
    text.send(login.subarray(1));
    await once(text, 'close');
    // The client may see its end before the broker has.
    await expect.poll(() => room.refusals()).toEqual(['protocol']);
    expect(answers).toEqual([]);
    expect((await room.agent()).connected).toBe(true);
  });

  it('tells whoever speaks HTTP to upgrade', async () => {
    const answer = await fetch(`http://127.0.0.1:${room.ports.websocketPort}/mqtt`);
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });
});

describe('TLS', () => {
  beforeEach(async () => {
    await place(first);
    await room.start({ ...tlsSettings(), FIT4WORK_BROKER_WEBSOCKET_PORT: '0', FIT4WORK_BROKER_METRICS_PORT: '0' });
  });

  const shown = async (): Promise<string> => {
    const socket: TLSSocket = connectTls({ port: room.ports.port, host: '127.0.0.1', ...CA });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
    return fingerprint256;
  };

  it('1.3 stands before both doors', async () => {
    const [one, two] = [await room.agent(CA, url.tls()), await room.agent({ ...CA, clientId: `${OWN}-2` }, url.web())];
    expect([one.connected, two.connected]).toEqual([true, true]);
  });

  it('1.2 is refused, and so is plain text, and both are counted', async () => {
    const old = connectTls({ port: room.ports.port, host: '127.0.0.1', maxVersion: 'TLSv1.2', ...CA });
    await once(old, 'error');
    const plain = connectTcp(room.ports.port, '127.0.0.1').on('error', () => undefined);
    plain.end('GET / HTTP/1.1\r\n\r\n').resume();
    await once(plain, 'close');
    await expect.poll(() => room.refusals()).toEqual(['tls', 'tls']);
  });

  it('shows another certificate when it was renewed, and whoever is connected stays', async () => {
    const [person, web] = [
      await room.agent(CA, url.tls()),
      await room.agent({ ...CA, clientId: `${OWN}-2` }, url.web()),
    ];
    const before = await shown();
    await place(second);
    await room.renewCertificate();
    expect(await shown()).not.toBe(before);
    for (const client of [person, web]) await client.publishAsync(TOPICS.up(OWN, 'envelope'), 'still here', { qos: 1 });
    expect(room.lines.map(({ event }) => event)).toContain('certificate-renewed');
  });

  it.each([
    ['is not one', () => writeFile(room.file('tls.crt'), 'none')],
    ['is another key’s', () => writeFile(room.file('tls.crt'), second.cert)],
    ['has a key that others can read', () => chmod(room.file('tls.key'), 0o644)],
  ])('keeps the certificate that it has when the new one %s', async (_title, spoil) => {
    const before = await shown();
    await spoil();
    await room.renewCertificate();
    expect(await shown()).toBe(before);
    expect(room.lines.at(-1)).toEqual({ event: 'certificate-not-renewed', fields: { code: 'bad-config' } });
  });

  it('tells when its certificate ends', async () => {
    const [, ends] = /^fit4work_broker_certificate_ends_seconds (\d+)$/m.exec(await room.metrics()) ?? [];
    expect(Number(ends)).toBeGreaterThan(4_000_000_000);
  });
});

describe('files of TLS', () => {
  it.each([
    [
      'a key that others can read',
      async () => chmod(room.file('tls.key'), 0o640),
      /can be read by others: set its mode to 0600/,
    ],
    [
      'a certificate that is missing',
      async () => undefined,
      /^The certificate .* cannot be read: check FIT4WORK_BROKER_TLS_CERT/,
    ],
    [
      'a certificate of another key',
      () => writeFile(room.file('tls.crt'), second.cert),
      /must be a certificate, with its chain/,
    ],
  ])('are refused with %s', async (title, spoil, message) => {
    await place(first);
    await spoil();
    const cert = title.includes('missing') ? { FIT4WORK_BROKER_TLS_CERT: room.file('none') } : {};
    await expect(room.start({ ...tlsSettings(), ...cert })).rejects.toThrow(message);
  });

  it('may be a credential of systemd, which shows a mask where the group was', async () => {
    await place(first);
    await chmod(room.file('tls.key'), 0o440);
    const { port } = await room.start({ ...tlsSettings(), CREDENTIALS_DIRECTORY: room.file('') });
    expect(port).toBeGreaterThan(0);
    expect((await room.connect({ key: KEYS.agent, userName: OWN, url: url.tls(), extra: CA })).connected).toBe(true);
  });
});
