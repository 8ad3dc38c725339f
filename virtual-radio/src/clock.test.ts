import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { realClock, VirtualClock } from './clock.js';

describe('the virtual clock', () => {
  it('runs what falls due in the order of its time, and of its asking where the times are equal', () => {
    const clock = new VirtualClock(1000);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${clock.now()}`);
    clock.after(5, note('c'));
    clock.after(2, note('a'));
    clock.after(5, note('d'));
    clock.after(2.5, () => clock.after(0, note('b')));
    clock.advance(5);
    expect(ran).toEqual(['a 1002', 'b 1002.5', 'c 1005', 'd 1005']);
    clock.advance(3);
    expect(clock.now()).toBe(1008);
  });

  it('runs nothing early, nothing that was taken back, and what is soon before time passes', () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const cancel = clock.after(1, () => ran.push('cancelled'));
    clock.after(2, () => ran.push('late'));
    clock.soon(() => ran.push('soon'));
    expect(ran).toEqual([]);
    cancel();
    clock.advance(1.9);
    expect(ran).toEqual(['soon']);
  });
});

describe('the clock of the machine', () => {
  it('gives Unix time in milliseconds and runs a task after its time, unless it is cancelled', async () => {
    const before = realClock.now();
    const ran: string[] = [];
    realClock.after(1, () => ran.push('cancelled'))();
    // Its own timers keep no process alive; this one keeps the test's.
    const alive = setTimeout(() => undefined, 60_000);
    await new Promise<void>((resolve) => realClock.after(5, resolve));
    clearTimeout(alive);
    expect(realClock.now()).toBeGreaterThan(before);
    expect(Math.abs(realClock.now() - Date.now())).toBeLessThan(60_000);
    expect(ran).toEqual([]);
  });

  it('keeps no process alive: an air in full swing lets it end', () => {
    const door = new URL('../dist/index.js', import.meta.url).href;
    const program = `
      import { Air } from ${JSON.stringify(door)};
      const air = new Air({ loss: 0.5, pace: 1 });
      const hex = (text) => Buffer.from(text, 'hex');
      const [central, band] = [air.attach(() => {}, 'c0:00:00:00:00:01'), air.attach(() => {}, 'c0:00:00:00:00:02')];
      central.receive(hex('010c20020100'));
      band.receive(hex('010a200101'));
      central.receive(hex('010d201960003000000002 00000000c000060012000000800c00000000'.replace(' ', '')));
    `;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program], { timeout: 20_000 });
    expect(ended.stderr.toString()).toBe('');
    expect(ended.status).toBe(0);
  });
});
