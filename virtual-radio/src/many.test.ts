import { describe, expect, it } from 'vitest';
import { acl, CENTRAL, connectTo, type Host, Scene } from '../test/host.js';
import { MOST_LINKS } from './controller-state.js';

const address = (number: number): string => `c0:00:00:00:01:${number.toString(16).padStart(2, '0')}`;
const hosts = (scene: Scene, count: number): Host[] =>
  Array.from({ length: count }, (_, number) => scene.host(address(number)));
const byte = (value: number): string => value.toString(16).padStart(2, '0');

describe('many controllers in one air', () => {
  it('64 of them hear each other, each once', () => {
    const scene = new Scene();
    const all = hosts(scene, 64);
    for (const host of all) host.say('010a200101');
    for (const host of all) host.say('010b2007 00 1000 1000 00 00');
    for (const host of all) {
      const reports = host.say('010c20020101').filter((packet) => packet.startsWith('043e'));
      expect(new Set(reports).size).toBe(63);
      expect(reports).toHaveLength(63);
    }
  });

  it('20 links on one central keep their data apart, in both directions, over a paced air that loses', () => {
    const scene = new Scene({ pace: 2, loss: 0.1, seed: 20 });
    const central = scene.host(CENTRAL);
    const bands = hosts(scene, 20);
    const link = '1800 2800 0000 f401 0000 0000';
    for (const band of bands) scene.connect(central, band, link);
    const towards = new Map<number, string[]>();
    const home = bands.map((): string[] => []);
    for (let round = 0; round < 4; round++) {
      for (const [number, band] of bands.entries()) {
        // 24 buffers for all: one packet each, and all are back before the next round.
        central.controller.receive(Buffer.from(acl(byte(number) + byte(round), { handle: 0x40 + number }), 'hex'));
        band.controller.receive(Buffer.from(acl(byte(round) + byte(number)), 'hex'));
      }
      for (let ms = 0; ms < 2000; ms += 10) {
        scene.clock.advance(10);
        for (const packet of central.take('02')) {
          const handle = Buffer.from(packet, 'hex').readUInt16LE(1) & 0xfff;
          towards.set(handle, [...(towards.get(handle) ?? []), packet.slice(10)]);
        }
        for (const [number, band] of bands.entries()) home[number]?.push(...band.takeData());
      }
    }
    const rounds = ['00', '01', '02', '03'];
    for (const number of bands.keys()) {
      expect(home[number]).toEqual(rounds.map((round) => byte(number) + round));
      expect(towards.get(0x40 + number)).toEqual(rounds.map((round) => round + byte(number)));
    }
    expect(central.take('0405')).toEqual([]);
  });

  it('one central has as many links as it may, and is refused one more with 0x09', () => {
    const scene = new Scene();
    const central = scene.host(CENTRAL);
    const bands = hosts(scene, MOST_LINKS + 1);
    for (const band of bands.slice(0, MOST_LINKS)) scene.connect(central, band);
    expect(central.controller.links.size).toBe(MOST_LINKS);
    const last = bands[MOST_LINKS]?.address ?? '';
    expect(central.say(connectTo(last))).toEqual(['040f0409010d20']);
    expect(central.say('010a200101')).toEqual(['040e04010a2009']);
    central.say('01060403 4500 13');
    expect(central.say(connectTo(last))).toEqual(['040f0400010d20']);
    bands[MOST_LINKS]?.say('010a200101');
    // The handle that was given back is the one that is given out.
    expect(central.take('043e130100')[0]).toMatch(/^043e1301004500/);
  });

  it('a controller is central on one link and peripheral on another', () => {
    const scene = new Scene();
    const [first, middle, last] = [scene.host(address(1)), scene.host(address(2)), scene.host(address(3))];
    scene.connect(first, middle);
    scene.connect(middle, last);
    middle.say(acl('aa'));
    middle.say(acl('bb', { handle: 0x41 }));
    expect([first.takeData(), last.takeData()]).toEqual([['aa'], ['bb']]);
  });
});
