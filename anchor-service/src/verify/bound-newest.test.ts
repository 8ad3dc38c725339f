import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redated, regrouped } from '../../test/block-attacks.js';
import { type CliKit, createCliKit } from '../../test/cli-kit.js';
import { MemoryLog, writeLog } from '../../test/memory-log.js';

let kit: CliKit;
let kept = 0;
const at: CliKit['at'] = (...parts) => kit.at(...parts);

beforeAll(async () => {
  kit = await createCliKit();
  const { keys } = kit.log;
  const early = new MemoryLog(keys);
  for (const path of ['blocks/0', 'blocks/1', 'blocks/2', 'checkpoint']) {
    early.files.set(path, new Uint8Array(readFileSync(at('early', path))));
  }
  // Each shows another newest block than the log has; the tiles and the checkpoint are those of `early`.
  const tiles = [...kit.log.files].filter(([path]) => path.startsWith('tile/'));
  for (const [name, files] of Object.entries({
    redated: redated(early, 2),
    regrouped: regrouped(early, 1),
  })) {
    writeLog(at(name), new Map([...tiles, ...files]));
  }
});
afterAll(() => kit.remove());

/** Keeps the state of a log with a newest block that nobody signed. */
async function keptOf(name: string): Promise<{ state: string; go: (log: string) => ReturnType<CliKit['run']> }> {
  kept += 1;
  const state = at(`${name}-${kept}.json`);
  const go = (log: string) => kit.run(['log', at(log), '--state', state]);
  expect((await go(name)).json).toMatchObject({ verdict: 'sound', size: 300 });
  return { state, go };
}

describe('a newest block in the state that was not the one of the log', () => {
  it.each([
    ['redated', 2, 300],
    ['regrouped', 1, 0],
  ])('%s, is named once when the tree binds another, which takes its place', async (name, index, from) => {
    const { go } = await keptOf(name);
    const told = await go('log');
    expect(told.json).toMatchObject({ verdict: 'unknown', kind: 'replaced-newest', path: `blocks/${index}`, index });
    expect(told.json).toMatchObject({ size: 700, blocks: 5, from });
    expect((await go('log')).json).toMatchObject({ verdict: 'sound', size: 700, blocks: 5, from: 700 });
  });

  it('cannot be told from another before the log has grown, and the state stays', async () => {
    const { state, go } = await keptOf('redated');
    const before = readFileSync(state, 'utf8');
    expect((await go('early')).json).toMatchObject({ verdict: 'unknown', kind: 'other-newest', index: 2 });
    expect(readFileSync(state, 'utf8')).toBe(before);
  });

  it('does not hide a chain that the tree does not hold', async () => {
    const { state, go } = await keptOf('redated');
    const before = readFileSync(state, 'utf8');
    writeLog(at('never-bound'), redated(kit.log, 2));
    expect((await go('never-bound')).json).toMatchObject({ verdict: 'unsound', kind: 'unbound-block', index: 3 });
    const gone = new Map(kit.log.files);
    gone.delete('blocks/2');
    writeLog(at('bound-gone'), gone);
    expect((await go('bound-gone')).json).toMatchObject({ verdict: 'unknown', kind: 'missing-block', index: 2 });
    expect(readFileSync(state, 'utf8')).toBe(before);
  });
});
