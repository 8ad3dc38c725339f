import { describe, expect, it } from 'vitest';
import { acl, BAND, CENTRAL, numbered, Scene, sendAll } from '../test/host.js';

/** Clauses are of Core 5.4, Vol 6, Part B. */
const FREED = '0413050140000100';
/** The interval of the link. */
const INTERVAL_MS = 22.5;

describe('loss', () => {
  it.each([
    ['lost', { loss: 0.3 }],
    ['spoiled', { corruption: 0.3 }],
  ])('of packets that are %s costs time, and no byte', (_, chances) => {
    const scene = new Scene({ seed: 5, ...chances });
    const { central, band } = scene.pair();
    sendAll(central, numbered(20));
    sendAll(band, numbered(20));
    scene.clock.advance(INTERVAL_MS);
    const soon = band.takeData();
    expect(soon.length).toBeLessThan(20);
    scene.clock.advance(10_000);
    expect([...soon, ...band.takeData()]).toEqual(numbered(20));
    expect(central.takeData()).toEqual(numbered(20));
    expect(central.take()).toEqual(Array(20).fill(FREED));
  });

  it('of an acknowledgement leaves a packet that has arrived and is not known to have', () => {
    const seen = new Set<boolean>();
    for (let seed = 1; seed <= 60 && seen.size < 2; seed++) {
      const scene = new Scene({ seed, loss: 0.4 });
      const { central, band } = scene.pair();
      sendAll(central, ['aa']);
      for (let ms = 0; ms < 1000 && band.heard.length === 0; ms++) scene.clock.advance(1);
      if (band.takeData().length === 1) seen.add(central.take().includes(FREED));
      scene.clock.advance(5000);
      expect(band.takeData()).toEqual([]);
    }
    expect(seen).toEqual(new Set([true, false]));
  });

  it('of everything ends a link: by 0x08, or by 0x3E if not one packet was ever heard (4.5.2)', () => {
    const reasons = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const scene = new Scene({ seed, loss: 0.85 });
      const [central, band] = [scene.host(CENTRAL), scene.host(BAND)];
      band.say('0106200f 2000 2000 00 00 00 000000000000 07 00');
      scene.connect(central, band);
      scene.clock.advance(60_000);
      for (const packet of [...central.take('0405'), ...band.take('0405')]) reasons.add(packet);
    }
    expect(reasons).toEqual(new Set(['04050400400008', '0405040040003e']));
  });

  it('is the same in every run with one seed', () => {
    const run = (seed: number): string[] => {
      const scene = new Scene({ seed, loss: 0.3, pace: 2 });
      const { central, band } = scene.pair();
      sendAll(central, numbered(20));
      const heard: string[] = [];
      for (let ms = 0; ms < 2000; ms++) {
        scene.clock.advance(1);
        heard.push(...band.take().map((packet) => `${ms} ${packet}`));
      }
      return heard;
    };
    expect(run(11)).toEqual(run(11));
    expect(run(11)).not.toEqual(run(12));
  });
});

describe('corruption of what reaches the host', () => {
  it('turns one bit of a payload around, and no header, length or event', () => {
    const scene = new Scene({ hciCorruption: 1 });
    const { central, band } = scene.pair();
    const turned = new Set<string>();
    for (let sent = 0; sent < 200; sent++) {
      expect(central.say(acl('0000'))).toEqual([FREED]);
      const [packet = ''] = band.take();
      expect(packet.slice(0, 10)).toBe('0240200200');
      turned.add(packet.slice(10));
    }
    const oneBit = Array.from({ length: 16 }, (_, bit) => (1 << bit).toString(16).padStart(4, '0'));
    expect([...turned].sort()).toEqual(oneBit.sort());
  });

  it('happens as often as its chance says', () => {
    const scene = new Scene({ hciCorruption: 0.25 });
    const { central, band } = scene.pair();
    for (let sent = 0; sent < 1000; sent++) central.say(acl('00'));
    const wrong = band.takeData().filter((data) => data !== '00').length;
    expect(wrong).toBeGreaterThan(180);
    expect(wrong).toBeLessThan(320);
  });
});
