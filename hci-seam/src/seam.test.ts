import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';
import { Peers } from '../test/peer.js';

const peers = new Peers();
const closers: (() => void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await peers.close();
});

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
    const target = await peers.tcp((socket) => {
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

  it('carries packets both ways over a Unix socket', async () => {
    const heard: string[] = [];
    const target = await peers.unix((peer) => {
      peer.on('data', (chunk: Buffer) => {
        heard.push(chunk.toString('hex'));
        peer.write(Buffer.from('040e0401030c00', 'hex'));
      });
    });
    const socket = new (HciSocket.createSeam(target))();
    closers.push(() => socket.stop());
    socket.bindRaw();
    socket.write(Buffer.from('01030c00', 'hex'));
    const [packet] = (await once(socket, 'data')) as [Buffer];
    expect(heard).toEqual(['01030c00']);
    expect(packet.toString('hex')).toBe('040e0401030c00');
  });

  it('reports a radio that hangs up, and is down from then on', async () => {
    const target = await peers.tcp((socket) => socket.end());
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
