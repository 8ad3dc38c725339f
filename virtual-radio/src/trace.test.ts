import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CENTRAL, hex, Scene } from '../test/host.js';
import { inProcessTransport } from './in-process.js';
import { traceFile, traceFileOf, traceTo } from './trace.js';

const folder = mkdtempSync(join(tmpdir(), 'fit4work-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = (flags: string, time: string, packet: string): string => {
  const length = (packet.length / 2).toString(16).padStart(8, '0');
  return `${length}${length}${flags}00000000${time}${packet}`;
};

describe('the trace of a controller', () => {
  it('holds what passed between it and its host, in order, with the time of the air', () => {
    const written: string[] = [];
    const scene = new Scene();
    const { clock } = scene;
    const trace = traceTo((bytes) => written.push(Buffer.from(bytes).toString('hex')), { clock });
    const host = inProcessTransport(scene.air, CENTRAL, trace)({ packet: () => undefined, lost: () => undefined });
    clock.advance(1);
    host.write(hex('01030c00'));
    clock.advance(1);
    host.write(hex('01432000'));
    clock.advance(0);
    expect(written).toEqual([
      '6274736e6f6f700000000001000003ea',
      record('00000002', '00dcddb30f2f83e8', '01030c00'),
      record('00000003', '00dcddb30f2f83e8', '040e0401030c00'),
      record('00000002', '00dcddb30f2f87d0', '01432000'),
      record('00000003', '00dcddb30f2f87d0', '040e0401432001'),
    ]);
  });

  it('shows no event that the host has masked, for none was sent', () => {
    const scene = new Scene();
    const written: string[] = [];
    const trace = traceTo((bytes) => written.push(Buffer.from(bytes).toString('hex')), scene);
    const host = scene.air.attach(() => undefined, { address: CENTRAL, trace });
    scene.host('c0:00:00:00:00:02').say('010a200101');
    host.receive(hex('010c20020101'));
    scene.clock.advance(0);
    expect(written).toHaveLength(3);
  });
});

describe('a trace that cannot be written', () => {
  it.each([0, 1, 2])('after %i writes says so once, and the radio goes on', (writes) => {
    const scene = new Scene();
    let [left, failures] = [writes, 0];
    const trace = traceTo(
      () => {
        if (left-- === 0) throw new Error('The disk is full.');
      },
      { clock: scene.clock, onFailed: () => failures++ },
    );
    const heard: string[] = [];
    const host = scene.air.attach((packet) => heard.push(packet.toString('hex')), { address: CENTRAL, trace });
    for (let turn = 0; turn < 3; turn++) host.receive(hex('01030c00'));
    scene.clock.advance(0);
    expect(heard).toEqual(Array(3).fill('040e0401030c00'));
    expect(failures).toBe(1);
  });
});

describe('a trace file', () => {
  it('is never written over', () => {
    const file = join(folder, 'kept');
    writeFileSync(file, 'kept');
    expect(() => traceFile(file)).toThrow(/kept exists already or cannot be made; name another file/);
    expect(() => traceFile(join(folder, 'absent', 'file'))).toThrow(/name another file/);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('takes nothing after it was closed, and can be closed twice', () => {
    const file = join(folder, 'closed');
    const trace = traceFile(file);
    trace.close();
    trace.close();
    trace.packet('to-host', hex('040e0401030c00'));
    expect(readFileSync(file)).toHaveLength(16);
  });

  it.each([
    ['a.btsnoop', 1, 'a.btsnoop'],
    ['a.btsnoop', 2, 'a-2.btsnoop'],
    ['in.a.folder/trace', 3, 'in.a.folder/trace-3'],
    ['.hidden', 2, '-2.hidden'],
  ])('%s of controller %i is %s', (file, controller, name) => {
    expect(traceFileOf(file, controller)).toBe(name);
  });
});
