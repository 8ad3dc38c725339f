import { describe, expect, it } from 'vitest';
import { Played } from '../test/played.js';

describe('the directory of keys', () => {
  it('finds a service without asking the registry', async () => {
    const played = new Played();
    expect((await played.directory().find('service'))?.principal.kind).toBe('anchor');
    expect(played.asked).toEqual([]);
  });

  it('asks once for everybody who waits for an unknown key', async () => {
    const played = new Played();
    played.set('aa', 'k1');
    const directory = played.directory();
    const found = await Promise.all(['k1', 'k1', 'k2', 'k3'].map((kid) => directory.find(kid)));
    expect(found.map((key) => key?.kid)).toEqual(['k1', 'k1', undefined, undefined]);
    expect([played.asked, played.pauses]).toEqual([['index', 'aa'], 1]);
  });

  it('keeps serving what it knows while the registry is away, and says so once', async () => {
    const played = new Played();
    played.set('aa', 'k1');
    const directory = played.directory();
    await directory.find('k1');
    played.away = 'registry-unavailable';
    played.now += 3_600;
    expect((await directory.find('k1'))?.kid).toBe('k1');
    await directory.refresh();
    expect(played.asked).toEqual(['index', 'aa', 'index', 'index']);
    expect(played.lines).toEqual(['registry-not-read registry-unavailable']);
    expect([directory.isCurrent(), directory.age()]).toEqual([true, 3_600]);
  });

  it('believes what it read just now for as long as ever, though the clock was set back by days', async () => {
    const played = new Played();
    played.set('aa', 'k1');
    const directory = played.directory();
    await directory.refresh();
    played.now -= 3 * 86_400;
    expect(directory.peek('k1')).toBeUndefined();
    await directory.refresh();
    expect([directory.peek('k1')?.kid, directory.age()]).toEqual(['k1', 0]);
  });

  it('forgets a key that the registry took back', async () => {
    const played = new Played();
    played.set('aa', 'k1', 'k2');
    const directory = played.directory();
    await directory.find('k1');
    played.set('aa', 'k2');
    played.now += 61;
    expect([await directory.find('k1'), (await directory.find('k2'))?.kid]).toEqual([undefined, 'k2']);
  });

  it('asks for what changed alone', async () => {
    const played = new Played();
    for (const prefix of ['00', 'aa', 'ff']) played.set(prefix, `k${prefix}`);
    const directory = played.directory();
    await directory.refresh();
    await directory.refresh();
    played.set('aa', 'kaa', 'new');
    await directory.refresh();
    expect(played.asked).toEqual(['index', '00', 'aa', 'ff', 'index', 'index', 'aa']);
    expect(['k00', 'kaa', 'new', 'kff'].map((kid) => directory.peek(kid)?.kid)).toEqual(['k00', 'kaa', 'new', 'kff']);
  });

  it('puts out who is in no part of the index any more without another question', async () => {
    const played = new Played();
    played.set('aa', 'k1');
    const directory = played.directory();
    await directory.refresh();
    played.set('aa');
    await directory.refresh();
    expect(directory.peek('k1')).toBeUndefined();
    expect(played.asked).toEqual(['index', 'aa', 'index']);
  });
});

it('goes by the newest index: one that was asked for before, and comes after it, puts nobody out', async () => {
  const played = new Played();
  const directory = played.directory();
  const letGo = played.hold('index');
  const late = directory.refresh();
  await expect.poll(() => played.asked).toEqual(['index']);
  played.held.clear();
  played.set('aa', 'k1');
  await directory.refresh();
  expect(directory.peek('k1')?.kid).toBe('k1');
  letGo();
  await late;
  expect(directory.peek('k1')?.kid).toBe('k1');
});

it('says that keys are taken back once the part is taken in, however long somebody else’s hangs', async () => {
  const played = new Played();
  for (const prefix of ['00', 'aa']) played.set(prefix, `k${prefix}`, 'other');
  const directory = played.directory();
  const gone: unknown[] = [];
  directory.onTakenBack(() => gone.push(['k00', 'kaa'].map((kid) => directory.peek(kid)?.kid)));
  await directory.refresh();
  played.set('00', 'k00', 'other', 'new');
  await directory.refresh();
  expect(gone).toEqual([]);
  const letGo = played.hold('aa');
  played.endPatience();
  played.set('aa', 'other');
  await directory.refresh();
  played.set('00');
  await directory.refresh();
  expect(gone).toEqual([[undefined, 'kaa']]);
  letGo();
  await expect
    .poll(() => gone)
    .toEqual([
      [undefined, 'kaa'],
      [undefined, undefined],
    ]);
});
