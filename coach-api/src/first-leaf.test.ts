import { cryptoReady, LogView, leafOf, pinPolicy, toHex, utf8 } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LogState } from './log-port.js';
import { MemoryLog } from './testing/memory-log.js';
import { WitnessedLog } from './witnessed-log.js';

await cryptoReady;

let memory: MemoryLog;
let saved: LogState | undefined;
let sent: string[];
let lines: (string | undefined)[];
beforeEach(() => {
  memory = new MemoryLog();
  saved = undefined;
  sent = [];
  lines = [];
});

/** Of the log as it is by then; one that is new has no checkpoint, as an anchor's. */
function follow(): WitnessedLog {
  const line = (_event: string, fields?: { readonly code?: string }): void => void lines.push(fields?.code);
  const pinned = pinPolicy(memory.policy);
  const read = async (path: string) =>
    path === 'checkpoint' && memory.leaves.length === 0 ? undefined : memory.read(path);
  return new WitnessedLog({
    ...{ pinned, read, configured: memory.policy, clock: { now: () => 1_780_000_000 } },
    view: new LogView({ policy: pinned.policy, read, state: saved?.checkpoint }),
    state: {
      load: async () => saved,
      save: async (state) => {
        saved = state;
      },
    },
    leaves: { send: (leaf) => void sent.push(toHex(leaf)) },
    logger: { info: line, warn: line, error: line },
    onDistrusted: () => {},
    onGrown: () => {},
  });
}

describe('a log without a checkpoint', () => {
  it('is given its first leaf where it is new, each time the same, and nothing once it has a checkpoint', async () => {
    const log = follow();
    await log.poll();
    await log.poll();
    expect(sent).toEqual([toHex(leafOf(utf8('f4w/v1/first-leaf'))), sent[0]]);
    expect(log.ready).toBe(false);
    memory.append(leafOf(utf8('leaf')));
    await log.poll();
    await expect.poll(() => log.ready).toBe(true);
    expect(sent).toHaveLength(2);
  });

  it('is given nothing where it has lost what it had, also after a restart, and that is said', async () => {
    const before = follow();
    before.offer(memory.append(leafOf(utf8('leaf'))));
    await expect.poll(() => before.ready && saved !== undefined).toBe(true);
    memory = new MemoryLog();
    for (const log of [before, follow()]) {
      await log.poll();
      expect([sent, lines.pop()]).toEqual([[], 'log-emptied']);
    }
  });
});
