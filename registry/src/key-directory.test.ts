import { describe, expect, it } from 'vitest';
import { PREFIXES } from './core/key-index.js';
import type { KeyPart, KnownKey } from './core/key-set.js';
import { RegistryError, type RegistryErrorCode } from './error.js';
import { CachedKeyDirectory, PATIENCE_MS, REFRESH_GAP_MS } from './key-directory.js';

const agent = (kid: string, prefix = 'aa'): KnownKey => ({
  ...{ kid, x: '' },
  principal: { kind: 'agent', pseudonym: prefix.padEnd(32, '0') },
});

/** A registry that a test sets, and what was asked of it. */
class Played {
  readonly asked: string[] = [];
  readonly lines: string[] = [];
  now = 1_000;
  pauses = 0;
  away: RegistryErrorCode | undefined;
  readonly bad = new Map<string, RegistryErrorCode>();
  /** Parts of which the reader itself has a fault. */
  readonly broken = new Set<string>();
  /** Parts of which an answer waits until it is let go; the index too. */
  readonly held = new Map<string, Promise<void>>();
  #parts = new Map<string, KeyPart>();
  #patience = new Promise<void>(() => undefined);

  set(prefix: string, ...kids: readonly string[]): void {
    this.#parts = new Map(this.#parts);
    const before = this.#parts.get(prefix)?.keys ?? [];
    const keys = kids.map((kid) => before.find((key) => key.kid === kid) ?? agent(kid, prefix));
    this.#parts.set(prefix, { tag: kids.join(), keys });
    if (kids.length === 0) this.#parts.delete(prefix);
  }

  setMany(): readonly string[] {
    const many = PREFIXES.slice(0, 40);
    for (const prefix of many) this.set(prefix, `k${prefix}`);
    return many;
  }

  /** @param what a part, or the index */
  hold(what: string): () => void {
    let letGo = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    this.held.set(what, waiting);
    return letGo;
  }

  endPatience(): void {
    this.#patience = Promise.resolve();
  }

  directory(absence = 86_400): CachedKeyDirectory {
    return new CachedKeyDirectory({
      services: new Map([['service', { kid: 'service', x: '', principal: { kind: 'anchor' } }]]),
      registry: {
        fetchIndex: async () => {
          this.asked.push('index');
          if (this.away !== undefined) throw new RegistryError(this.away, '');
          const index = new Map([...this.#parts].map(([prefix, { tag }]) => [prefix, String(tag)]));
          await this.held.get('index');
          return index;
        },
        fetchPart: async (prefix) => {
          this.asked.push(prefix);
          // What it answers is as it was when it was asked, however late it comes.
          const part = this.#parts.get(prefix) ?? { tag: '', keys: [] };
          const [code, isBroken] = [this.bad.get(prefix), this.broken.has(prefix)];
          await this.held.get(prefix);
          if (isBroken) throw new TypeError('a fault');
          if (code !== undefined) throw new RegistryError(code, '');
          return part;
        },
      },
      clock: { now: () => this.now },
      logger: { warn: (event, { code }) => void this.lines.push(`${event} ${code}`) },
      pause: async (ms) => {
        if (ms === REFRESH_GAP_MS) this.pauses += 1;
        if (ms === PATIENCE_MS) await this.#patience;
      },
      absence,
    });
  }
}

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
