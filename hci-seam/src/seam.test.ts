import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(onPeer: (peer: net.Socket) => void): Promise<string> {
  const server = net.createServer((peer) => {
    closers.push(() => peer.destroy());
    onPeer(peer);
  });
  closers.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `tcp:127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** A controller in this process that records what the host writes. */
function recorder() {
  const written: string[] = [];
  let events: HciSocket.HciTransportEvents | undefined;
  const open: HciSocket.OpenHciTransport = (given) => {
    events = given;
    return { write: (packet) => written.push(packet.toString('hex')), close: () => undefined };
  };
  return { open, written, toHost: (hex: string) => events?.packet(Buffer.from(hex, 'hex')) };
}

const key = '00112233445566778899aabbccddeeff';
const peer = '010203040506';

function loadKey(seam: HciSocket.HciSocketClass): void {
  const control = new seam();
  control.bindControl();
  const entry = `${peer}01000010${'0000'}${'00'.repeat(8)}${key}`;
  control.write(Buffer.from(`13000000${'2600'}0100${entry}`, 'hex'));
}

describe('the seam', () => {
  it('emits whole packets from a stream that arrives in pieces', async () => {
    const target = await listen((socket) => {
      socket.write(Buffer.from([4, 0x0e]));
      setImmediate(() => socket.write(Buffer.from([4, 1, 3, 12, 0])));
    });
    const socket = new (HciSocket.createSeam(target))();
    socket.bindRaw();
    closers.push(() => socket.stop());
    expect(socket.isDevUp()).toBe(true);
    const [packet] = (await once(socket, 'data')) as [Buffer];
    expect(packet.toString('hex')).toBe('040e0401030c00');
  });

  it('reports a radio that hangs up, and is down from then on', async () => {
    const target = await listen((socket) => socket.end());
    const socket = new (HciSocket.createSeam(target))();
    socket.bindRaw();
    const [error] = (await once(socket, 'error')) as [{ code: string }];
    expect(error.code).toBe('closed');
    expect(socket.isDevUp()).toBe(false);
  });

  it('reports a radio that is not there', async () => {
    const socket = new (HciSocket.createSeam('unix:/nonexistent/radio'))();
    socket.bindRaw();
    expect(((await once(socket, 'error')) as [{ code: string }])[0].code).toBe('closed');
  });

  it('refuses a target that it cannot understand, naming the variable', () => {
    const socket = new (HciSocket.createSeam('tcp:nowhere'))();
    expect(() => socket.bindRaw()).toThrow(/FIT4WORK_HCI=tcp:nowhere/);
  });

  it('survives a host that throws on a packet, and says so', () => {
    const radio = recorder();
    const socket = new (HciSocket.createSeam(radio.open))();
    const codes: string[] = [];
    socket.on('error', (error: { code: string }) => codes.push(error.code));
    socket.on('data', (packet: Buffer) => packet.readUInt8(40));
    socket.bindRaw();
    radio.toHost('04130100');
    expect(codes).toEqual(['host-fault']);
  });

  it('answers the key request of a paired peer in the place of the kernel', () => {
    const radio = recorder();
    const seam = HciSocket.createSeam(radio.open);
    loadKey(seam);
    new seam().bindRaw();
    radio.toHost(`043e13010040000100${peer}00000000000000`.padEnd(44, '0'));
    radio.toHost(`043e0d054000${'00'.repeat(8)}0000`);
    expect(radio.written).toEqual([`011a20124000${key}`]);
  });

  it('refuses the key request of a peer that it does not know', () => {
    const radio = recorder();
    const seam = HciSocket.createSeam(radio.open);
    loadKey(seam);
    new seam().bindRaw();
    radio.toHost('043e13010040000100060504030201000000000000000000');
    radio.toHost(`043e0d054000${'00'.repeat(8)}0000`);
    expect(radio.written).toEqual(['011b20024000']);
  });
});
