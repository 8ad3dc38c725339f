import { describe, expect, it } from 'vitest';
import { acl, BAND, CENTRAL, type Host, Scene } from '../test/host.js';
import { type Clock, VirtualClock } from './clock.js';

/** Clauses are of Core 5.4, Vol 6, Part B. */
const FREED = '0413050140000100';
/** 22.5 ms, and 420 ms of supervision. */
const INTERVAL_MS = 22.5;
const TIMEOUT_MS = 420;
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => index.toString(16).padStart(4, '0'));

function sendAll(host: Host, data: readonly string[]): void {
  for (const each of data) host.controller.receive(Buffer.from(acl(each), 'hex'));
}

describe('pacing', () => {
  it('moves so many packets in each direction per connection event, and no event comes before its time', () => {
    const scene = new Scene({ pace: 3 });
    const { central, band } = scene.pair();
    // From one event to the next, whatever time it is now.
    sendAll(central, ['ff']);
    scene.waitFor(() => band.takeData().length > 0);
    sendAll(central, numbered(7));
    sendAll(band, numbered(7));
    const moved: number[][] = [];
    for (let event = 0; event < 3; event++) {
      scene.clock.advance(INTERVAL_MS - 1);
      expect([...central.takeData(), ...band.takeData()]).toEqual([]);
      scene.clock.advance(1);
      moved.push([central.takeData().length, band.takeData().length]);
    }
    expect(moved).toEqual([
      [3, 3],
      [3, 3],
      [1, 1],
    ]);
  });

  it('keeps to the grid of its events after an idle time, and makes up for none of them', () => {
    const scene = new Scene({ pace: 3 });
    const { central, band } = scene.pair();
    scene.clock.advance(10_007);
    sendAll(central, numbered(7));
    let moved: string[] = [];
    scene.waitFor(() => {
      moved = band.takeData();
      return moved.length > 0;
    });
    expect(moved).toEqual(numbered(3));
    scene.clock.advance(INTERVAL_MS - 1);
    expect(band.takeData()).toEqual([]);
    scene.clock.advance(1);
    expect(band.takeData()).toEqual(numbered(6).slice(3));
  });

  it('outlives a machine that was too busy to run its events', () => {
    const clock = new VirtualClock();
    let late = 0;
    const busy: Clock = {
      now: () => clock.now() + late,
      after: (ms, task) => clock.after(ms, task),
      soon: (task) => clock.soon(task),
    };
    const scene = new Scene({ pace: 1, clock: busy }, clock);
    const { central, band } = scene.pair();
    sendAll(central, numbered(10));
    late = 5000;
    clock.advance(INTERVAL_MS);
    expect(band.takeData()).toEqual(numbered(10));
    expect(central.take('0405')).toEqual([]);
  });

  it('frees a buffer when the acknowledgement is heard', () => {
    const scene = new Scene({ pace: 1 });
    const { central, band } = scene.pair();
    sendAll(band, ['aa']);
    scene.waitFor(() => central.takeData().length > 0);
    // The central acknowledges with its next packet, which is one interval later.
    expect(band.take()).toEqual([]);
    scene.clock.advance(INTERVAL_MS);
    expect(band.take()).toEqual([FREED]);
  });

  it('follows the interval that an update sets', () => {
    const scene = new Scene({ pace: 1 });
    const { central, band } = scene.pair();
    central.say('0113200e 4000 5000 5000 0000 9001 0000 0000');
    scene.waitFor(() => central.take('043e0a03').length > 0);
    sendAll(central, numbered(11));
    scene.clock.advance(10 * 100);
    expect(band.takeData()).toHaveLength(10);
  });

  it('makes about 270 packets a second of 6 an event at 22.5 ms', () => {
    const scene = new Scene({ pace: 6 });
    const { central, band } = scene.pair();
    let received = 0;
    sendAll(central, numbered(24));
    for (let ms = 0; ms < 10_000; ms += 1) {
      scene.clock.advance(1);
      received += band.takeData().length;
      sendAll(
        central,
        central.take('0413').map(() => 'aa'),
      );
    }
    expect(received).toBeGreaterThan(2600);
    expect(received).toBeLessThan(2700);
  });
});

describe('range', () => {
  it('that is left ends a link on both sides with 0x08 when the supervision timeout is over (4.5.2)', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    scene.clock.advance(10_000);
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    scene.clock.advance(TIMEOUT_MS - 1);
    expect([...central.take(), ...band.take()]).toEqual([]);
    scene.clock.advance(1);
    expect(central.take()).toEqual(['04050400400008']);
    expect(band.take()).toEqual(['04050400400008']);
  });

  it('that is found again in time loses nothing: all is there, late and in order', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    sendAll(central, ['00']);
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    sendAll(central, ['01', '02']);
    sendAll(band, ['03']);
    scene.clock.advance(TIMEOUT_MS - INTERVAL_MS - 1);
    expect(band.takeData()).toEqual(['00']);
    scene.air.setSignal(CENTRAL, BAND, -80);
    sendAll(central, ['04']);
    scene.clock.advance(INTERVAL_MS);
    sendAll(central, ['05']);
    scene.clock.advance(0);
    expect(band.takeData()).toEqual(['01', '02', '04', '05']);
    expect(central.takeData()).toEqual(['03']);
    expect(central.take()).toEqual(Array(5).fill(FREED));
  });

  it('that is left again and again is counted from when the peer was last heard', () => {
    const scene = new Scene();
    const { central } = scene.pair();
    for (let turn = 0; turn < 10; turn++) {
      scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
      scene.clock.advance(TIMEOUT_MS - 50);
      scene.air.setSignal(CENTRAL, BAND, -80);
      scene.clock.advance(INTERVAL_MS);
    }
    expect(central.take()).toEqual([]);
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    scene.clock.advance(TIMEOUT_MS - 50);
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    scene.clock.advance(50);
    expect(central.take()).toEqual(['04050400400008']);
  });

  it('shows in Read RSSI, which has nothing to say out of it (Vol 4, Part E, 7.5.4)', () => {
    const scene = new Scene();
    const { central } = scene.pair();
    scene.air.setSignal(BAND, CENTRAL, 4);
    expect(central.say('010514024000')).toEqual(['040e0701051400400004']);
    scene.air.setSignal(BAND, CENTRAL, 'out-of-range');
    expect(central.say('010514024000')).toEqual(['040e070105140040007f']);
  });

  it('left by one pair is kept by all others', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    const other = scene.host('c0:00:00:00:00:03');
    scene.connect(central, other);
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    central.say(acl('aa'));
    central.say(acl('bb', { handle: 0x41 }));
    expect(other.takeData()).toEqual(['bb']);
    scene.clock.advance(TIMEOUT_MS);
    expect(central.take('0405')).toEqual(['04050400400008']);
    expect(band.takeData()).toEqual([]);
    central.say(acl('cc', { handle: 0x41 }));
    expect(other.takeData()).toEqual(['cc']);
  });

  it('carries what a controller asks of the other only once it is there', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    expect(central.say('01162002 4000')).toEqual(['040f0400011620']);
    expect(central.say(`0119201c 4000${'00'.repeat(26)}`)).toEqual(['040f0400011920']);
    expect(band.take()).toEqual([]);
    scene.air.setSignal(CENTRAL, BAND, -60);
    scene.clock.advance(INTERVAL_MS);
    expect(central.take()).toEqual(['043e0c040040000100000000000000']);
    expect(band.take()).toEqual([`043e0d054000${'00'.repeat(10)}`]);
  });

  it('lets a link end by 0x16 at home where the disconnection cannot be told', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    scene.air.setSignal(CENTRAL, BAND, 'out-of-range');
    expect(central.say('01060403 4000 13')).toEqual(['040f0400010604']);
    expect(central.say('01060403 4000 13')).toEqual(['040f040c010604']);
    scene.clock.advance(TIMEOUT_MS);
    expect(central.take()).toEqual(['04050400400016']);
    expect(band.take()).toEqual(['04050400400008']);
  });
});

describe('a controller that vanishes', () => {
  it('is missed at once, or after the supervision timeout where the air keeps it', () => {
    for (const [supervision, wait] of [
      [false, 0],
      [true, TIMEOUT_MS],
    ] as const) {
      const scene = new Scene({ supervision });
      const { central, band } = scene.pair();
      scene.air.detach(band.controller);
      if (wait > 0) scene.clock.advance(wait - 1);
      expect(central.take()).toHaveLength(0);
      scene.clock.advance(wait === 0 ? 0 : 1);
      expect(central.take()).toEqual(['04050400400008']);
      expect(band.take()).toEqual([]);
    }
  });

  it('by a reset is missed in the same way, and its next link is another', () => {
    const scene = new Scene({ supervision: true });
    const { central, band } = scene.pair();
    const other = scene.host('c0:00:00:00:00:03');
    central.say('01030c00');
    central.say('01010c08 ffffffffffffff3f');
    scene.connect(central, other);
    scene.air.setSignal(CENTRAL, BAND, -50);
    scene.clock.advance(TIMEOUT_MS);
    expect(band.take()).toEqual(['04050400400008']);
    expect(central.take()).toEqual([]);
    central.say(acl('aa'));
    expect(other.takeData()).toEqual(['aa']);
  });
});

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
