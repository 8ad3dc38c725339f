import { describe, expect, it } from 'vitest';
import { BAND, CENTRAL, connectTo, type Host, Scene } from '../test/host.js';

const ADVERTISE = '010a200101';
const ONCE = '010c2002 01 01';
const EACH_TIME = '010c2002 01 00';
const ACTIVE = '010b2007 01 1000 1000 00 00';
/** 100 ms; the delay adds 0 to 10 ms to each interval. */
const EVERY_100_MS = '0106200f a000 a000 00 00 00 000000000000 07 00';
const REPORT = '043e';

/** LE Set Advertising Parameters: 100 ms, this type, to this peer. */
const typed = (type: string, peer = '000000000000'): string => `0106200f a000 a000 ${type} 00 00 ${peer} 07 00`;

function twoHosts(options = {}): { scene: Scene; central: Host; band: Host } {
  const scene = new Scene(options);
  const [central, band] = [scene.host(CENTRAL), scene.host(BAND)];
  band.say(EVERY_100_MS);
  return { scene, central, band };
}

/** When each report came, in milliseconds from now. */
function timesOfReports(scene: Scene, listener: Host, ms: number): number[] {
  const times: number[] = [];
  listener.take();
  for (let now = 1; now <= ms; now++) {
    scene.clock.advance(1);
    times.push(...listener.take(REPORT).map(() => now));
  }
  return times;
}

describe('an advertiser', () => {
  it('repeats itself at its interval and up to 10 ms to a scanner that wants duplicates (Vol 6, Part B, 4.4.2.2.1)', () => {
    const { scene, central, band } = twoHosts();
    central.say(EACH_TIME);
    band.say(ADVERTISE);
    const times = timesOfReports(scene, central, 10_000);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(times.length).toBeGreaterThanOrEqual(90);
    expect(times.length).toBeLessThanOrEqual(100);
    for (const gap of gaps) expect(gap >= 100 && gap <= 111).toBe(true);
    expect(new Set(gaps).size).toBeGreaterThan(3);
  });

  it('advertises at the same moments in every run with one seed, and at others with another', () => {
    const run = (seed: number): number[] => {
      const { scene, central, band } = twoHosts({ seed });
      central.say(EACH_TIME);
      band.say(ADVERTISE);
      return timesOfReports(scene, central, 2000);
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('is reported once per scan to a scanner that filters duplicates, and again in the next scan', () => {
    const { scene, central, band } = twoHosts();
    band.say(ADVERTISE);
    expect(central.say(ONCE)).toHaveLength(2);
    expect(timesOfReports(scene, central, 1000)).toEqual([]);
    band.say('010a200100');
    band.say(ADVERTISE);
    expect(central.take()).toEqual([]);
    expect(central.say(ONCE)).toHaveLength(2);
  });

  it('falls silent when it is disabled, and when its scanner is', () => {
    const { scene, central, band } = twoHosts();
    central.say(EACH_TIME);
    band.say(ADVERTISE);
    expect(timesOfReports(scene, central, 300).length).toBeGreaterThan(1);
    central.say('010c2002 00 00');
    expect(timesOfReports(scene, central, 300)).toEqual([]);
    central.say(EACH_TIME);
    band.say('010a200100');
    expect(timesOfReports(scene, central, 300)).toEqual([]);
  });

  it('is heard once more with what it says now, each time it says it', () => {
    const { scene, central, band } = twoHosts();
    central.say(EACH_TIME);
    band.say(ADVERTISE);
    central.take();
    band.say('01082003 02 aabb');
    scene.clock.advance(111);
    expect(central.take(REPORT)).toEqual(['043e0e020100000200000000c002aabbc4']);
  });
});

describe('what a scanner is told (7.7.65.2)', () => {
  it.each([
    ['00', 'connectable', true],
    ['02', 'scannable', true],
    ['03', 'not connectable', false],
  ])('of type %s, %s: the type, and a scan response where there is one', (type, _, answers) => {
    const { central, band } = twoHosts();
    band.say(typed(type));
    band.say('01092003 02 ccdd');
    central.say(ACTIVE);
    central.say(ONCE);
    band.say(ADVERTISE);
    const advertisement = `043e0c0201${type}000200000000c000c4`;
    expect(central.take()).toEqual(answers ? [advertisement, '043e0e020104000200000000c002ccddc4'] : [advertisement]);
  });

  it('without asking, it gets no scan response', () => {
    const { central, band } = twoHosts();
    band.say(ADVERTISE);
    central.say('010b2007 00 1000 1000 00 00');
    expect(central.say(ONCE).filter((packet) => packet.startsWith(REPORT))).toEqual(['043e0c020100000200000000c000c4']);
  });

  it.each(['01', '04'])('of an advertisement of type %s only if it is for this scanner', (type) => {
    const { scene, central, band } = twoHosts();
    const other = scene.host('c0:00:00:00:00:03');
    for (const scanner of [central, other]) scanner.say(EACH_TIME);
    band.say(typed(type, '0100000000c0'));
    // A directed advertisement has no room for data (Vol 6, Part B, 2.3.1.2).
    band.say('01082003 02 aabb');
    band.say(ADVERTISE);
    expect(central.take()).toEqual(['043e0c020101000200000000c000c4']);
    expect(other.take()).toEqual([]);
  });

  it('never of itself', () => {
    const { central } = twoHosts();
    central.say(ADVERTISE);
    expect(central.say(ONCE)).toEqual(['040e04010c2000']);
  });

  it('with the strength that this pair has', () => {
    const { scene, central, band } = twoHosts();
    const other = scene.host('c0:00:00:00:00:03');
    scene.air.setSignal(BAND, CENTRAL, -91);
    for (const scanner of [central, other]) scanner.say(ONCE);
    band.say(ADVERTISE);
    expect(central.take()).toEqual(['043e0c020100000200000000c000a5']);
    expect(other.take()).toEqual(['043e0c020100000200000000c000c4']);
  });

  it('not out of range, and again when it is back', () => {
    const { scene, central, band } = twoHosts();
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    central.say(ONCE);
    band.say(ADVERTISE);
    expect(timesOfReports(scene, central, 1000)).toEqual([]);
    scene.air.setSignal(CENTRAL, BAND, -40);
    expect(timesOfReports(scene, central, 1000)).toHaveLength(1);
  });

  it('of only as many advertisements as are not lost or spoiled', () => {
    const { scene, central, band } = twoHosts({ seed: 3, loss: 0.2, corruption: 0.1 });
    central.say(EACH_TIME);
    band.say(ADVERTISE);
    const heard = timesOfReports(scene, central, 105_000).length;
    // 72 % of about 1000, five standard deviations to either side.
    expect(heard).toBeGreaterThan(650);
    expect(heard).toBeLessThan(790);
  });
});

describe('a scan response', () => {
  it('needs the request and the response to be heard, after the advertisement', () => {
    const { scene, central, band } = twoHosts({ seed: 9, loss: 0.5 });
    central.say(ACTIVE);
    central.say(EACH_TIME);
    band.say(ADVERTISE);
    scene.clock.advance(210_000);
    const advertisements = central.take('043e0c020100').length;
    const share = central.take('043e0c020104').length / advertisements;
    expect(advertisements).toBeGreaterThan(800);
    // A quarter, four standard deviations to either side.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.06);
  });
});

describe('a connection', () => {
  it('is made with the next advertising event where the air keeps the intervals', () => {
    const { scene, central, band } = twoHosts({ advertising: 'at-interval' });
    band.say(ADVERTISE);
    expect(central.say(EACH_TIME)).toEqual(['040e04010c2000']);
    const [first = 0] = timesOfReports(scene, central, 120);
    expect(first).toBeGreaterThan(0);
    expect(central.say(connectTo(BAND))).toEqual(['040f0400010d20']);
    const times = timesOfReports(scene, central, 150);
    expect(times.length).toBeGreaterThan(0);
    expect(central.controller.links.size).toBe(1);
    expect(band.controller.advertising).toBe(false);
  });

  it('is not made out of range, and is when the peer comes back', () => {
    const { scene, central, band } = twoHosts();
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    band.say(ADVERTISE);
    central.say(connectTo(BAND));
    scene.clock.advance(5000);
    expect(central.controller.links.size).toBe(0);
    scene.air.setSignal(CENTRAL, BAND, -70);
    scene.clock.advance(111);
    expect(central.controller.links.size).toBe(1);
  });

  it('needs the advertisement and the request to be heard, and is tried again with the next', () => {
    const made = { first: 0, later: 0 };
    for (let seed = 1; seed <= 400; seed++) {
      const { scene, central, band } = twoHosts({ seed, loss: 0.5 });
      band.say(ADVERTISE);
      central.say(connectTo(BAND));
      if (central.controller.initiating === undefined) made.first++;
      scene.clock.advance(10_000);
      if (central.controller.initiating === undefined) made.later++;
    }
    // A quarter of 400, five standard deviations to either side.
    expect(Math.abs(made.first - 100)).toBeLessThan(44);
    expect(made.later).toBe(400);
  });

  it.each(['02', '03'])('is not made to an advertiser of type %s', (type) => {
    const { scene, central, band } = twoHosts();
    band.say(typed(type));
    band.say(ADVERTISE);
    central.say(connectTo(BAND));
    scene.clock.advance(1000);
    expect(central.controller.links.size).toBe(0);
  });

  it('is made by the one whom a directed advertisement is for', () => {
    const { scene, central, band } = twoHosts();
    const other = scene.host('c0:00:00:00:00:03');
    for (const initiator of [other, central]) initiator.say(connectTo(BAND));
    band.say(typed('04', '0100000000c0'));
    band.say(ADVERTISE);
    expect([central, other].map(({ controller }) => controller.links.size)).toEqual([1, 0]);
  });

  it('that nobody makes ends high duty cycle advertising after 1.28 s with status 0x3C (7.8.9)', () => {
    const { scene, band } = twoHosts();
    band.say(typed('01', '0100000000c0'));
    band.say(ADVERTISE);
    scene.clock.advance(1279);
    expect(band.take()).toEqual([]);
    scene.clock.advance(1);
    expect(band.take()).toEqual([`043e13013c0000 01 ${'00'.repeat(14)}`.replaceAll(' ', '')]);
    expect(band.controller.advertising).toBe(false);
  });
});
