import { once } from 'node:events';
import net from 'node:net';
import HciSocket from '@fit4work/hci-seam';
import { afterEach, describe, expect, it } from 'vitest';
import { Air } from './air.js';
import type { Controller } from './controller.js';
import { addressBytes, OPCODE } from './hci.js';
import { serveRadio } from './server.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const MASK_SET = '040e0401010c00';

/** A host that keeps every packet in hexadecimal digits, and waits for what it needs. */
class Host {
  readonly packets: string[] = [];
  readonly controller: Controller;
  private waiting: (() => void)[] = [];

  constructor(
    readonly air: Air,
    address?: string,
  ) {
    this.controller = air.attach((packet, delivered) => {
      if (packet.toString('hex') !== MASK_SET) this.packets.push(packet.toString('hex'));
      delivered();
      for (const wake of this.waiting.splice(0)) wake();
    }, address);
    // Until a host asks for them there are no LE Meta events (7.3.1).
    this.command(OPCODE.setEventMask, Buffer.from('ffffffffffffff3f', 'hex'));
  }

  command(opcode: number, parameters: Uint8Array = Buffer.alloc(0)): void {
    const header = Buffer.from([1, opcode & 0xff, opcode >> 8, parameters.length]);
    this.controller.receive(Buffer.concat([header, parameters]));
  }

  async packet(start: string): Promise<string> {
    for (;;) {
      const found = this.packets.findIndex((packet) => packet.startsWith(start));
      if (found >= 0) return this.packets.splice(found, 1)[0] ?? '';
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  advertise(): void {
    this.command(OPCODE.leSetAdvertisingData, Buffer.from([3, 2, 1, 6]));
    this.command(OPCODE.leSetAdvertisingEnable, Buffer.from([1]));
  }

  connectTo(address: string): void {
    const parameters = Buffer.from('60003000000000000000000000060012000000 2a0000000000'.replace(' ', ''), 'hex');
    addressBytes(address).copy(parameters, 6);
    this.command(OPCODE.leCreateConnection, parameters);
  }
}

const CENTRAL = 'c0:00:00:00:00:01';
const BAND = 'c0:00:00:00:00:02';

async function connected(): Promise<{ central: Host; band: Host }> {
  const air = new Air();
  const central = new Host(air, CENTRAL);
  const band = new Host(air, BAND);
  band.advertise();
  central.connectTo(BAND);
  await central.packet('043e1301004000');
  await band.packet('043e13010040000100');
  return { central, band };
}

describe('the virtual radio', () => {
  it('answers a command it does not know with status 0x01', async () => {
    const host = new Host(new Air());
    host.command(0x2043);
    expect(await host.packet('040e')).toBe('040e0401432001');
  });

  it('answers a command that is too short with status 0x12', async () => {
    const host = new Host(new Air());
    host.command(OPCODE.leCreateConnection, Buffer.alloc(3));
    expect(await host.packet('040f')).toBe('040f0412010d20');
  });

  it('tells an active scanner of advertisement and scan response', async () => {
    const air = new Air();
    const [central, band] = [new Host(air, CENTRAL), new Host(air, BAND)];
    band.command(OPCODE.leSetScanResponseData, Buffer.from([2, 0xaa, 0xbb]));
    band.advertise();
    central.command(OPCODE.leSetScanParameters, Buffer.from([1, 18, 0, 18, 0, 0, 0]));
    central.command(OPCODE.leSetScanEnable, Buffer.from([1, 1]));
    expect(await central.packet('043e0f02')).toBe('043e0f02010000020000000 0c003020106c4'.replace(' ', ''));
    expect(await central.packet('043e0e02')).toBe('043e0e0201040002000000 00c002aabbc4'.replace(' ', ''));
  });

  it('connects when the wanted peer begins to advertise, and not before', async () => {
    const air = new Air();
    const [central, band] = [new Host(air, CENTRAL), new Host(air, BAND)];
    central.connectTo(BAND);
    expect(await central.packet('040f')).toBe('040f0400010d20');
    expect(central.controller.links.size).toBe(0);
    band.advertise();
    await central.packet('043e13010040000000');
    expect(band.controller.advertising).toBe(false);
  });

  it('gives up a connection that is cancelled', async () => {
    const central = new Host(new Air(), CENTRAL);
    central.connectTo(BAND);
    central.command(OPCODE.leCreateConnectionCancel);
    expect(await central.packet('040e')).toBe('040e04010e2000');
    expect(await central.packet('043e1301')).toMatch(/^043e130102/);
  });

  it('marks data towards a host as start or continuation, and gives the buffer back', async () => {
    const { central, band } = await connected();
    central.controller.receive(Buffer.from('0240000500 0100040002'.replace(' ', ''), 'hex'));
    central.controller.receive(Buffer.from('0240100100ff', 'hex'));
    expect(await band.packet('02402')).toBe('02402005000100040002');
    expect(await band.packet('02401')).toBe('0240100100ff');
    expect(await central.packet('0413')).toBe('0413050140000100');
    expect(await central.packet('0413')).toBe('0413050140000100');
  });

  it('tells both sides of a disconnection why', async () => {
    const { central, band } = await connected();
    central.command(OPCODE.disconnect, Buffer.from([0x40, 0, 0x13]));
    expect(await central.packet('0405')).toBe('040504004000 16'.replace(' ', ''));
    expect(await band.packet('0405')).toBe('04050400400013');
  });

  it('tells the other side of a peer that vanished by reason 0x08', async () => {
    const { central, band } = await connected();
    band.air.detach(band.controller);
    expect(await central.packet('0405')).toBe('04050400400008');
  });

  it('encrypts a link when both sides have the same key, and only then', async () => {
    const [key, other] = [Buffer.alloc(16, 7), Buffer.alloc(16, 8)];
    for (const [given, status] of [
      [other, '3d'],
      [key, '00'],
    ] as const) {
      const { central, band } = await connected();
      central.command(OPCODE.leStartEncryption, Buffer.concat([Buffer.from([0x40, 0]), Buffer.alloc(10), key]));
      await band.packet('043e0d054000');
      band.command(OPCODE.leLongTermKeyReply, Buffer.concat([Buffer.from([0x40, 0]), given]));
      expect(await central.packet('0408')).toBe(`040804${status}4000${status === '00' ? '01' : '00'}`);
      const [start, packet] = status === '00' ? ['0408', '04080400400001'] : ['0405', '0405040040003d'];
      expect(await band.packet(start)).toBe(packet);
    }
  });

  it('refuses one address for two controllers', () => {
    const air = new Air();
    new Host(air, BAND);
    expect(() => new Host(air, BAND)).toThrow(/c0:00:00:00:00:02/);
  });
});

describe('the radio over TCP', () => {
  async function dial(port: number): Promise<net.Socket> {
    const socket = net.connect(port, '127.0.0.1');
    closers.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  async function answer(socket: net.Socket, command: string): Promise<string> {
    const framer = new HciSocket.Framer();
    socket.write(Buffer.from(command, 'hex'));
    for (;;) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      const [packet] = framer.push(chunk);
      if (packet) return packet.toString('hex');
    }
  }

  it('gives a client the address that it asks for, once', async () => {
    const server = await serveRadio(new Air(), { port: 0 });
    closers.push(() => server.close());
    const [first, second] = [await dial(server.port), await dial(server.port)];
    expect(await answer(first, '0101fc06020000eeffc0')).toBe('040e040101fc00');
    expect(await answer(first, '01091000')).toBe('040e0a01091000020000eeffc0');
    expect(await answer(second, '0101fc06020000eeffc0')).toBe('040e040101fc0c');
  });

  it('closes and counts a connection that does not speak H4, and goes on', async () => {
    const server = await serveRadio(new Air(), { port: 0 });
    closers.push(() => server.close());
    const stranger = await dial(server.port);
    stranger.on('error', () => undefined);
    stranger.write('GET / HTTP/1.1\r\n\r\n');
    await once(stranger, 'close');
    expect(server.refused).toBe(1);
    expect(await answer(await dial(server.port), '01030c00')).toBe('040e0401030c00');
  });

  it('names the port that is taken', async () => {
    const server = await serveRadio(new Air(), { port: 0 });
    closers.push(() => server.close());
    await expect(serveRadio(new Air(), { port: server.port })).rejects.toThrow(`Port ${server.port} is in use`);
  });
});
