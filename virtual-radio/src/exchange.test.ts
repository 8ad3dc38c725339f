import { describe, expect, it } from 'vitest';
import { acl, BAND, CENTRAL, numbered, Scene, sendAll } from '../test/host.js';
import { type Clock, VirtualClock } from './clock.js';
import { Exchange } from './exchange.js';
import { toConditions } from './options.js';

/** Clauses are of Core 5.4, Vol 6, Part B. */
const FREED = '0413050140000100';
/** 22.5 ms, and 420 ms of supervision. */
const INTERVAL_MS = 22.5;
const TIMEOUT_MS = 420;

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
    sendAll(central, ['ff']);
    scene.waitFor(() => band.takeData().length > 0);
    const event = scene.clock.now();
    scene.clock.advance(10_007);
    sendAll(central, numbered(7));
    let moved: string[] = [];
    scene.waitFor(() => {
      moved = band.takeData();
      return moved.length > 0;
    });
    expect(moved).toEqual(numbered(3));
    expect((scene.clock.now() - event) % INTERVAL_MS).toBe(0);
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

  it('has its first event after an update one of the set intervals later, however long the last ones were', () => {
    const scene = new Scene({ pace: 1 });
    const { central, band } = scene.pair('800c 800c 0000 800c 0000 0000');
    central.say('0113200e 4000 0600 0600 0000 2a00 0000 0000');
    scene.waitFor(() => band.take('043e0a03').length > 0);
    sendAll(central, ['aa']);
    scene.clock.advance(7.5);
    expect(band.takeData()).toEqual(['aa']);
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

describe('a link on which not all is heard', () => {
  /** Each packet is one draw: below the chance it is lost. */
  function exchange(heard: () => boolean): { clock: VirtualClock; ended: () => [number, boolean] | undefined } {
    const clock = new VirtualClock();
    let ended: [number, boolean] | undefined;
    const { reachable, parameters } = { reachable: () => true, parameters: { interval: 18, latency: 0, timeout: 42 } };
    const silent = (everHeard: boolean): void => {
      ended ??= [clock.now(), everHeard];
    };
    const random = (): number => (heard() ? 0.9 : 0.1);
    new Exchange({ ...toConditions({ clock, loss: 0.5 }), random }, { parameters, reachable, silent });
    return { clock, ended: () => ended };
  }

  it('never was one if the first six events were silent', () => {
    const { clock, ended } = exchange(() => false);
    clock.advance(60_000);
    expect(ended()).toEqual([6 * INTERVAL_MS, false]);
  });

  it('ends when the first side has heard nothing for the timeout, though the other hears everything', () => {
    let packets = 0;
    // Both packets of the first event are heard, and then those of the central alone.
    const { clock, ended } = exchange(() => packets++ < 2 || packets % 2 === 1);
    clock.advance(60_000);
    expect(ended()).toEqual([INTERVAL_MS + TIMEOUT_MS, true]);
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
