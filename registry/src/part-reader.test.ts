import { describe, expect, it } from 'vitest';
import { Played } from '../test/played.js';

describe('a part that comes after a newer index', () => {
  it.each([
    ['has nobody in the part', []],
    ['names the part as it is known', ['k2']],
  ])('brings back nobody where the index %s', async (_title, now) => {
    const played = new Played();
    played.set('aa', 'k2');
    const directory = played.directory();
    await directory.refresh();
    const letGo = played.hold('aa');
    played.set('aa', 'k1', 'k2');
    played.endPatience();
    await directory.refresh();
    played.set('aa', ...now);
    await directory.refresh();
    letGo();
    await new Promise((resolve) => setImmediate(resolve));
    expect(['k1', 'k2'].map((kid) => directory.peek(kid)?.kid)).toEqual([undefined, now[0]]);
  });
});

describe('a part that cannot be read', () => {
  it('stays as it was, is asked for again, and keeps the changes of others from nobody', async () => {
    const played = new Played();
    for (const prefix of ['00', 'aa']) played.set(prefix, `k${prefix}`);
    const directory = played.directory();
    await directory.refresh();
    played.bad.set('aa', 'bad-registry');
    played.set('aa', 'later');
    played.set('00');
    await directory.refresh();
    await directory.refresh();
    expect(['k00', 'kaa', 'later'].map((kid) => directory.peek(kid)?.kid)).toEqual([undefined, 'kaa', undefined]);
    expect(played.asked.slice(3)).toEqual(['index', 'aa', 'index', 'aa']);
    expect(played.lines).toEqual(['registry-not-read bad-registry']);
    played.bad.clear();
    await directory.refresh();
    expect(['kaa', 'later'].map((kid) => directory.peek(kid)?.kid)).toEqual([undefined, 'later']);
  });

  it('is out after the stated time, alone, and not a second before; the set is not current then', async () => {
    const played = new Played();
    for (const prefix of ['00', 'aa']) played.set(prefix, `k${prefix}`);
    const directory = played.directory(100);
    await directory.refresh();
    played.bad.set('aa', 'registry-unavailable');
    played.set('aa', 'kaa', 'later');
    const known = (): unknown[] => ['k00', 'kaa'].map((kid) => directory.peek(kid)?.kid);
    played.now += 100;
    await directory.refresh();
    expect([known(), directory.isCurrent()]).toEqual([['k00', 'kaa'], true]);
    played.now += 1;
    await directory.refresh();
    expect([known(), directory.isCurrent(), directory.age()]).toEqual([['k00', undefined], false, 101]);
    played.bad.clear();
    await directory.refresh();
    expect([known(), directory.isCurrent(), directory.age()]).toEqual([['k00', 'kaa'], true, 0]);
  });

  it('keeps the set from being current where it was never read, and nobody of the others out', async () => {
    const played = new Played();
    for (const prefix of ['00', 'aa']) played.set(prefix, `k${prefix}`);
    played.bad.set('aa', 'registry-unavailable');
    const directory = played.directory();
    expect((await directory.find('k00'))?.kid).toBe('k00');
    expect([directory.isCurrent(), directory.age()]).toEqual([false, Number.POSITIVE_INFINITY]);
  });

  it('keeps nobody waiting for long where it hangs: the others count, and go on changing', async () => {
    const played = new Played();
    for (const prefix of ['00', 'aa']) played.set(prefix, `k${prefix}`);
    const directory = played.directory();
    await directory.refresh();
    const letGo = played.hold('aa');
    played.set('aa', 'later');
    played.set('00', 'k00', 'new');
    played.endPatience();
    await directory.refresh();
    await expect.poll(() => ['new', 'kaa'].map((kid) => directory.peek(kid)?.kid)).toEqual(['new', 'kaa']);
    played.set('00', 'new');
    await directory.refresh();
    await expect.poll(() => directory.peek('k00')).toBeUndefined();
    letGo();
    await expect.poll(() => directory.peek('later')?.kid).toBe('later');
  });

  it('is read once more where it changed while it was read: an older answer stays for nobody', async () => {
    const played = new Played();
    played.set('aa', 'k1', 'k2');
    const directory = played.directory();
    await directory.refresh();
    const letGo = played.hold('aa');
    played.set('aa', 'k1', 'k2', 'k3');
    played.endPatience();
    await directory.refresh();
    played.set('aa', 'k2');
    await directory.refresh();
    await directory.refresh();
    letGo();
    await expect.poll(() => directory.peek('k1')).toBeUndefined();
    expect(directory.peek('k2')?.kid).toBe('k2');
    expect(played.asked.filter((each) => each === 'aa')).toHaveLength(3);
  });

  it('is read beside three others at the most, however many have changed', async () => {
    const played = new Played();
    const many = played.setMany();
    const letGo = many.map((prefix) => played.hold(prefix));
    const directory = played.directory();
    const found = directory.find(`k${many.at(-1)}`);
    await expect.poll(() => played.asked).toHaveLength(5);
    await new Promise((resolve) => setImmediate(resolve));
    expect(played.asked).toHaveLength(5);
    for (const each of letGo) each();
    expect((await found)?.kid).toBe(`k${many.at(-1)}`);
    expect(played.asked).toHaveLength(41);
  });

  it('is read once for all who look while it waits for its turn', async () => {
    const played = new Played();
    const letGo = played.setMany().map((prefix) => played.hold(prefix));
    const directory = played.directory();
    played.endPatience();
    for (let look = 0; look < 5; look++) await directory.refresh();
    for (const each of letGo) each();
    await expect.poll(() => directory.isCurrent()).toBe(true);
    await directory.refresh();
    // Four had begun: they are read once more, since they may be from before the later looks.
    expect(played.asked.filter((each) => each !== 'index')).toHaveLength(44);
  });

  it('is read before all that were never read, where somebody of it may have to go', async () => {
    const played = new Played();
    played.set('ff', 'k1', 'k2');
    const directory = played.directory();
    await directory.refresh();
    const [letGo] = played.setMany().map((prefix) => played.hold(prefix));
    played.endPatience();
    await directory.refresh();
    played.set('ff', 'k2');
    await directory.refresh();
    letGo?.();
    await expect.poll(() => directory.peek('k1')).toBeUndefined();
    expect(played.asked.filter((each) => each !== 'index').slice(1, 6)).toEqual(['00', '01', '02', '03', 'ff']);
  });

  it('is read in its turn among those where somebody may have to go', async () => {
    const played = new Played();
    const urgent = ['fa', 'fb', 'fc'];
    for (const prefix of urgent) played.set(prefix, `k${prefix}`);
    const directory = played.directory();
    await directory.refresh();
    const letGo = played.setMany().map((prefix) => played.hold(prefix));
    for (const prefix of urgent) played.set(prefix, `k${prefix}`, 'new');
    played.endPatience();
    await directory.refresh();
    for (const each of letGo) each();
    await expect.poll(() => directory.isCurrent()).toBe(true);
    expect(played.asked.filter((each) => each.startsWith('f'))).toEqual([...urgent, ...urgent]);
  });

  it('waits for no reading that broke: it is asked for again', async () => {
    const played = new Played();
    played.set('aa', 'k1');
    const directory = played.directory();
    const letGo = played.hold('aa');
    played.broken.add('aa');
    played.endPatience();
    const looks = [directory.refresh(), directory.refresh()];
    await Promise.all(looks);
    await directory.refresh();
    letGo();
    await new Promise((resolve) => setImmediate(resolve));
    played.broken.clear();
    await directory.refresh();
    await expect.poll(() => directory.peek('k1')?.kid).toBe('k1');
  });
});
