import { type Simulation, startSimulation, toPlan } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { RawCentral } from './raw-central.js';

const ADDRESS = 'c0:ff:ee:00:00:01';
const NOW = Date.UTC(2026, 9, 30, 12) / 1000;

let simulation: Simulation | undefined;
let central: RawCentral | undefined;
const logged: string[] = [];
afterEach(async () => {
  central?.close();
  await simulation?.close();
  logged.length = 0;
});

/** Plays one wearable, in real time from `NOW` on. */
async function play(wearable: object): Promise<RawCentral> {
  const started = performance.now();
  const source = { kind: 'generated', seed: 1, person: 1, from: '2026-10-24', days: 2 };
  const plan = toPlan({ port: 0, wearables: [{ address: ADDRESS, source, ...wearable }] });
  simulation = await startSimulation(plan, {
    log: (_level, event) => logged.push(event),
    clock: () => NOW + (performance.now() - started) / 1000,
  });
  central = new RawCentral(`tcp:127.0.0.1:${simulation.port}`);
  return central;
}

describe('a plan that is played', () => {
  it('begins a wearable without a memory at the beginning of its history, in the zone of that day', async () => {
    const link = await (await play({ family: 'infinitime' })).connect(ADDRESS);
    expect((await link.read('2a2b')).slice(0, 6)).toEqual([0xea, 7, 10, 24, 0, 0]);
  });

  it('lets a wearable live now if its wearer does', async () => {
    const source = { kind: 'generated', seed: 1, person: 1, from: '2026-10-24', days: 2, live: true };
    const link = await (await play({ family: 'standard', source })).connect(ADDRESS);
    expect((await link.read('2a2b')).slice(0, 6)).toEqual([0xea, 7, 10, 30, 13, 0]);
  });

  it('strikes with its faults, and says so without a value', async () => {
    const link = await (await play({ faults: [{ kind: 'reboot', at: 1 }] })).connect(ADDRESS);
    await link.lost;
    await central?.connect(ADDRESS);
    expect(logged).toEqual([
      'wearable-advertising',
      'wearable-connected',
      'wearable-disconnected',
      'wearable-restarted',
      'wearable-advertising',
      'wearable-connected',
    ]);
  });
});
