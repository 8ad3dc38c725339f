import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hex } from '../test/host.js';
import { Air } from './air.js';
import type { Controller } from './controller.js';
import { MOST_UNREAD } from './controller-state.js';
import { type RadioServer, type RefusalCode, serveRadio } from './server.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What one turn may add to what a host has not read: the answers that were on their way. */
const SLACK = 1024;
const UNMASK = '01010c08ffffffffffffff3f';
/** The address of the band, as it stands on the wire. */
const BAND = '0200000000c0';

async function serve(
  options: { trace?: string } = {},
): Promise<{ air: Air; server: RadioServer; codes: RefusalCode[] }> {
  const air = new Air();
  const codes: RefusalCode[] = [];
  const server = await serveRadio(air, { port: 0, onRefused: (code) => codes.push(code), ...options });
  closers.push(() => server.close());
  return { air, server, codes };
}

async function dial(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  closers.push(() => socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: net.Socket, command: string): Promise<void> {
  const answer = once(socket, 'data');
  socket.write(hex(command));
  await answer;
}

/** A host that took the address of the band, and reads no more. */
async function deafBand(port: number, ...commands: string[]): Promise<net.Socket> {
  const socket = await dial(port);
  for (const command of [UNMASK, `0101fc06${BAND}`, ...commands]) {
    await ask(socket, command);
  }
  return socket.pause();
}

/** A host in this process. */
async function peer(air: Air): Promise<Controller> {
  const controller = air.attach((_, delivered) => delivered());
  controller.receive(hex(UNMASK));
  await turn();
  return controller;
}

describe('a host that does not read', () => {
  it('is not read from either until it does, and then gets every answer', async () => {
    const { server, codes } = await serve();
    const socket = await dial(server.port);
    socket.pause();
    const commands = 200_000;
    const answer = 71;
    socket.write(Buffer.alloc(commands * 4, hex('01021000')));
    // Until nothing moves any more: the kernel has what it can hold.
    for (let [still, before] = [0, -1]; still < 500; ) {
      await turn();
      expect(server.unread).toBeLessThan(MOST_UNREAD + SLACK);
      still = server.unread === before ? still + 1 : 0;
      before = server.unread;
    }
    expect(server.unread).toBeGreaterThan(MOST_UNREAD - SLACK);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    socket.resume();
    while (bytes < commands * answer) await once(socket, 'data');
    expect([bytes, codes]).toEqual([commands * answer, []]);
  });

  it('is told no more advertisements, and of the first again when it reads', async () => {
    const { air, server, codes } = await serve();
    const deaf = await deafBand(server.port, '010c20020100');
    const advertiser = await peer(air);
    advertiser.receive(hex(`01082020 1f${'aa'.repeat(31)}`));
    // Far more than the kernel holds and than would have the host refused.
    for (let said = 0; said < 120_000; said++) {
      advertiser.receive(hex('010a200101'));
      if (said % 100 === 0) await turn();
      expect(server.unread).toBeLessThan(MOST_UNREAD + SLACK);
    }
    expect(server.unread).toBeGreaterThan(MOST_UNREAD - SLACK);
    deaf.on('data', () => undefined).resume();
    while (server.unread > 0) await turn();
    const heard = once(deaf, 'data');
    advertiser.receive(hex('010a200101'));
    await heard;
    expect(codes).toEqual([]);
  });

  it('is refused when its peer has told it more than a host ever leaves unread', async () => {
    const { air, server, codes } = await serve();
    const deaf = await deafBand(server.port, '010a200101');
    const closed = once(deaf, 'close');
    const central = await peer(air);
    central.receive(hex(`010d2019 6000 3000 00 00 ${BAND} 00 0600 1200 0000 2a00 0000 0000`));
    await turn();
    const handle = [...central.links.keys()][0] ?? 0;
    const update = hex(`0113200e ${handle.toString(16)}00 0600 1200 0000 2a00 0000 0000`);
    while (codes.length === 0) {
      for (let said = 0; said < 1000; said++) central.receive(update);
      await turn();
      expect(server.unread).toBeLessThan(17 * MOST_UNREAD + 1000 * 13);
    }
    deaf.resume();
    await closed;
    expect([codes, server.refused, central.links.size]).toEqual([['unread'], 1, 0]);
  });
});

describe('a radio over TCP', () => {
  it('serves 256 hosts, and refuses one more until one is gone', async () => {
    const { server, codes } = await serve();
    const hosts = await Promise.all(Array.from({ length: 256 }, () => dial(server.port)));
    for (const host of hosts) await ask(host, '01030c00');
    const isServed = async (): Promise<boolean> => {
      const socket = await dial(server.port);
      socket.write(hex('01030c00'));
      return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
    };
    expect(await isServed()).toBe(false);
    expect([codes, server.refused]).toEqual([['too-many'], 1]);
    hosts[0]?.destroy();
    await vi.waitFor(async () => expect(await isServed()).toBe(true));
  });

  it.skipIf(process.platform !== 'linux')('closes the trace of a host that is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fit4work-served-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const trace = join(folder, 'host');
    const { server } = await serve({ trace });
    const socket = await dial(server.port);
    await ask(socket, '01030c00');
    expect(openFiles()).toContain(trace);
    socket.destroy();
    await vi.waitFor(() => expect(openFiles()).not.toContain(trace));
  });
});

/** What this process has open; a descriptor may be gone again before it is looked at. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
}
