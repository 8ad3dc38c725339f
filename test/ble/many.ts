import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keepConnected, loadFamilies, NobleCentral, openStore, POLICY, Turn } from '@fit4work/edge-agent';
import { generatedMinutes, parseDate, type SimWearable, startOfDay, startWearable } from '@fit4work/firmware-sim';
import { cryptoReady } from '@fit4work/protocol';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { PERSON } from './person.js';

const FROM = parseDate('2026-02-01') ?? 0;
const KEY = new Uint8Array(16).fill(7);
const MIB = 1024 * 1024;

/** What reading many wearables at once came to. */
export interface Outcome {
  /** Minutes that the agent has durably, of each wearable. */
  readonly minutes: readonly number[];
  /** Samples in the vault, by metric. */
  readonly samples: Readonly<Record<string, number>>;
  /** Minutes that the wearables still held. */
  readonly left: number;
  readonly seconds: number;
  /** Memory in use after a collection, at each tenth of the work, in MiB. */
  readonly heapMiB: readonly number[];
  readonly peakRssMiB: number;
}

/** Reads `count` wearables with `days` of history each, at once, over one central, into one vault on disk. */
export async function readMany(count: number, days: number): Promise<Outcome> {
  await cryptoReady;
  const folder = mkdtempSync(join(tmpdir(), 'many-'));
  const store = openStore(join(folder, 'vault.db'));
  const air = new Air();
  const end = startOfDay(FROM + days);
  const wearables = await Promise.all(
    Array.from({ length: count }, async (_, person) => {
      const address = `c0:ff:ee:00:01:${person.toString(16).padStart(2, '0')}`;
      await store.vault.pair({ address, family: 'huami', key: KEY });
      return advertising(air, { address, person, days });
    }),
  );
  const central = new NobleCentral({ hci: inProcessTransport(air), times: { stepMs: 60_000 } });
  const gauge = new MemoryGauge(count * days);
  const begin = performance.now();
  try {
    const paired = await store.vault.wearables();
    const ports = {
      ...store,
      central,
      families: await loadFamilies(),
      entropy: (length: number) => new Uint8Array(randomBytes(length)),
      clock: () => end,
      report: () => undefined,
      pause: () => new Promise<void>((resolve) => setTimeout(resolve, 10)),
      stopped: new AbortController().signal,
      writing: new Turn(),
      onStored: async () => gauge.tick(),
    };
    await Promise.all(
      paired.map((one) => keepConnected(ports, PERSON, { paired: one, policy: { ...POLICY, once: true } })),
    );
    const seconds = (performance.now() - begin) / 1000;
    return {
      minutes: (await store.vault.wearables()).map(({ cursor }) => ((cursor ?? 0) - startOfDay(FROM)) / 60),
      samples: await store.vault.sampleCounts(),
      left: wearables.reduce((sum, { oracle }) => sum + oracle.fates.held.reduce((of, { count: n }) => of + n, 0), 0),
      seconds,
      heapMiB: gauge.heapMiB,
      peakRssMiB: gauge.peakRssMiB,
    };
  } finally {
    await central.close();
    for (const wearable of wearables) wearable.close();
    await store.vault.close();
    rmSync(folder, { recursive: true });
  }
}

function advertising(
  air: Air,
  { address, person, days }: { address: string; person: number; days: number },
): Promise<SimWearable> {
  return new Promise((resolve) => {
    const started = startWearable(air, {
      family: 'huami',
      address,
      authKey: KEY,
      source: generatedMinutes({ seed: 9, person, from: FROM, days }),
      memoryDays: days,
      clock: () => startOfDay(FROM + days),
      ownTimer: false,
      onEvent: (event) => event === 'advertising' && resolve(started),
    });
  });
}

/** Samples and heart rates of the same people, counted at the source. */
export function countSource(count: number, days: number): { readonly steps: number; readonly 'heart-rate': number } {
  const total = { steps: 0, 'heart-rate': 0 };
  for (let person = 0; person < count; person++) {
    const source = generatedMinutes({ seed: 9, person, from: FROM, days });
    for (let at = source.start; at < source.end(); at += 86_400) {
      const bytes = source.read(at, Math.min(1440, (source.end() - at) / 60));
      for (let minute = 0; minute < bytes.length; minute += 4) {
        const kind = (bytes[minute] ?? 0) & 0x0f;
        if (kind === 3 || kind === 6) continue;
        total.steps++;
        if (bytes[minute + 3] !== 255) total['heart-rate']++;
      }
    }
  }
  return total;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

class MemoryGauge {
  readonly heapMiB: number[] = [];
  peakRssMiB = 0;
  private stretches = 0;

  constructor(private readonly expected: number) {}

  tick(): void {
    this.stretches++;
    this.peakRssMiB = Math.max(this.peakRssMiB, Math.round(process.memoryUsage.rss() / MIB));
    if (this.stretches % Math.max(1, Math.round(this.expected / 10)) !== 0) return;
    collectGarbage();
    this.heapMiB.push(Math.round(process.memoryUsage().heapUsed / MIB));
  }
}
