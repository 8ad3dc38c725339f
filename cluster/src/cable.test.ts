import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Cable, type CableOptions } from './cable.js';
import { Cables, OUTSIDE } from './cables.js';

/** Says its name to whoever comes, and what it hears back to them. */
class Echo {
  readonly heard: Socket[] = [];
  private constructor(
    readonly name: string,
    readonly server: Server,
  ) {}

  static async open(name: string): Promise<Echo> {
    const server = createServer();
    const echo = new Echo(name, server.listen(0, '127.0.0.1'));
    server.on('connection', (socket) => {
      echo.heard.push(socket);
      socket.on('error', () => undefined);
      socket.write(name);
      socket.pipe(socket);
    });
    await once(server, 'listening');
    return echo;
  }

  get end() {
    const address = this.server.address();
    return { name: this.name, port: typeof address === 'object' && address !== null ? address.port : 0 };
  }
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

async function echoes(...names: readonly string[]): Promise<readonly Echo[]> {
  const all = await Promise.all(names.map((name) => Echo.open(name)));
  closing.push(() => {
    for (const { server, heard } of all) {
      for (const socket of heard) socket.destroy();
      server.close();
    }
  });
  return all;
}

async function lay(options: CableOptions): Promise<Cable> {
  const cable = await Cable.lay(options);
  closing.push(() => void cable.close());
  return cable;
}

class Caller {
  text = '';
  isOver = false;
  readonly socket: Socket;
  constructor({ port }: Cable) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (part) => {
      this.text += String(part);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isOver = true;
    });
    closing.push(() => this.socket.destroy());
  }
  hears(text: string): Promise<void> {
    return expect.poll(() => this.text, { timeout: 20_000 }).toBe(text);
  }
  ends(): Promise<void> {
    return expect.poll(() => this.isOver, { timeout: 20_000 }).toBe(true);
  }
}

describe('a cable', () => {
  it('holds back what is said while it is cut, in both directions, and lets it arrive when it is mended', async () => {
    const [echo] = await echoes('a');
    const cable = await lay({ from: 'x', to: [echo?.end ?? expect.fail()] });
    const [caller, other] = [new Caller(cable), await lay({ from: 'y', to: cable.to })];
    await caller.hears('a');
    cable.cut('a');
    caller.socket.write('1');
    echo?.heard[0]?.write('2');
    // By the time that another one has its answer, this one would have had it.
    const meanwhile = new Caller(other);
    await meanwhile.hears('a');
    meanwhile.socket.write('3');
    await meanwhile.hears('a3');
    expect(caller.text).toBe('a');
    cable.mend('a');
    await expect.poll(() => [...caller.text].sort().join(''), { timeout: 20_000 }).toBe('12a');
  });

  it('joins whoever came while it was cut when it is mended', async () => {
    const [echo] = await echoes('a');
    const cable = await lay({ from: 'x', to: [echo?.end ?? expect.fail()] });
    cable.cut('a');
    const caller = new Caller(cable);
    await once(caller.socket, 'connect');
    expect(echo?.heard).toHaveLength(0);
    cable.mend('a');
    await caller.hears('a');
  });

  it('tells one side that the other ended, where it is cut only when it is mended', async () => {
    const [echo] = await echoes('a');
    const cable = await lay({ from: 'x', to: [echo?.end ?? expect.fail()] });
    const [first, second] = [new Caller(cable), new Caller(cable)];
    await Promise.all([first.hears('a'), second.hears('a')]);
    echo?.heard[0]?.destroy();
    await expect.poll(() => [first.isOver, second.isOver].filter(Boolean), { timeout: 20_000 }).toHaveLength(1);
    cable.cut('a');
    for (const socket of echo?.heard ?? []) socket.destroy();
    const left = first.isOver ? second : first;
    await expect.poll(() => echo?.heard.every(({ destroyed }) => destroyed), { timeout: 20_000 }).toBe(true);
    expect(left.isOver).toBe(false);
    cable.mend('a');
    await left.ends();
  });

  it('leads to those that are ready by turns, and ends what goes to one that is given up', async () => {
    const all = await echoes('a', 'b', 'c');
    const ready = new Set(['a', 'b']);
    const cable = await lay({ from: 'x', to: all.map(({ end }) => end), isReady: (name) => ready.has(name) });
    const callers = Array.from({ length: 4 }, () => new Caller(cable));
    await expect
      .poll(
        () =>
          callers
            .map(({ text }) => text)
            .sort()
            .join(''),
        { timeout: 20_000 },
      )
      .toBe('aabb');
    ready.delete('a');
    cable.release('a');
    for (const caller of callers) if (caller.text === 'a') await caller.ends();
    const next = [new Caller(cable), new Caller(cable)];
    for (const caller of next) await caller.hears('b');
    expect(callers.filter(({ text }) => text === 'b').every(({ isOver }) => !isOver)).toBe(true);
  });

  it('says which of several its newest connection goes to', async () => {
    const all = await echoes('a', 'b');
    const ready = new Set(['a']);
    const cable = await lay({ from: 'x', to: all.map(({ end }) => end), isReady: (name) => ready.has(name) });
    expect(cable.leadsTo).toBeUndefined();
    await new Caller(cable).hears('a');
    expect(cable.leadsTo).toBe('a');
    ready.add('b').delete('a');
    const second = new Caller(cable);
    await second.hears('b');
    expect(cable.leadsTo).toBe('b');
    second.socket.destroy();
    await expect.poll(() => cable.leadsTo, { timeout: 20_000 }).toBe('a');
  });

  it('ends whoever comes when nobody is ready', async () => {
    const [echo] = await echoes('a');
    const caller = new Caller(await lay({ from: 'x', to: [echo?.end ?? expect.fail()], isReady: () => false }));
    await caller.ends();
    expect(caller.text).toBe('');
  });
});

describe('a part that is cut off', () => {
  it('reaches no other and is reached by none, but by whoever is outside', async () => {
    const [a, b] = await echoes('a', 'b');
    const cables = new Cables();
    closing.push(() => void cables.close());
    const end = (echo: Echo | undefined) => echo?.end ?? expect.fail();
    const [fromIt, toIt, besides, outside] = [
      await cables.lay({ from: 'a', to: [end(b)] }),
      await cables.lay({ from: 'b', to: [end(a)] }),
      await cables.lay({ from: 'c', to: [end(b)] }),
      await cables.lay({ from: OUTSIDE, to: [end(a)] }),
    ];
    cables.cutOff('a');
    const [one, two, three, four] = [new Caller(fromIt), new Caller(toIt), new Caller(besides), new Caller(outside)];
    await Promise.all([three.hears('b'), four.hears('a')]);
    expect([one.text, two.text]).toEqual(['', '']);
    cables.mend('a');
    await Promise.all([one.hears('b'), two.hears('a')]);
  });
});
