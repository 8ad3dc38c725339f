import { relative } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appendAll, createKit, type LogKit, leavesOf, openLog } from '../test/kit.js';
import type { LogStore } from './ports.js';
import type { PublicationPorts } from './publication.js';

const disk = await vi.hoisted(async () => new (await import('../test/recorded-disk.js')).RecordedDisk());
vi.mock('node:fs', async (original) => disk.record(await original()));

let kit: LogKit;
beforeEach(async () => {
  await sodium.ready;
  kit = createKit();
  disk.forget();
});
afterEach(() => kit.remove());

/** What each step of a publication would leave to a loss of power, at the moment at which it begins. */
function watching(ports: PublicationPorts, steps: [step: string, atRisk: readonly string[]][]): PublicationPorts {
  const note = (step: string): void => {
    steps.push([step, disk.atRisk.map((path) => relative(kit.folder, path))]);
  };
  const { store, witnesses, publisher } = ports;
  const watched: LogStore = Object.create(store, {
    saveSigned: {
      value: (...args: Parameters<LogStore['saveSigned']>) => {
        note('signature saved');
        return store.saveSigned(...args);
      },
    },
  });
  for (const name of ['head', 'unknownOf', 'indexOf', 'leaves', 'blocks', 'signed', 'close', 'commit'] as const) {
    Object.defineProperty(watched, name, { value: store[name].bind(store) });
  }
  return {
    ...ports,
    store: watched,
    witnesses: witnesses.map((witness) => ({
      ...witness,
      ask: async (request) => {
        note('witness asked');
        const answer = await witness.ask(request);
        note('witness answered');
        return answer;
      },
    })),
    publisher: {
      publish: async (checkpoint) => {
        note('broker told');
        await publisher.publish(checkpoint);
      },
    },
  };
}

describe('a loss of power', () => {
  it('takes nothing that a later step of a publication relies on', async () => {
    const steps: [string, readonly string[]][] = [];
    const log = openLog(kit, (ports) => watching(ports, steps));
    for (const [from, to] of [
      [0, 100],
      [100, 600],
    ] as const) {
      expect(await appendAll(log, leavesOf(from, to))).toBe('published');
      expect([disk.atRisk, disk.tooEarly]).toEqual([[], []]);
    }
    log.store.close();
    expect(new Set(steps.map(([step]) => step))).toEqual(
      new Set(['signature saved', 'witness asked', 'witness answered', 'broker told']),
    );
    expect(steps.filter(([, atRisk]) => atRisk.length > 0)).toEqual([]);
  });
});
