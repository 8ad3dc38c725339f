import { Air, type RadioServer, serveRadio } from '@fit4work/virtual-radio';
import { type Band, startBand } from './band/band.js';
import { generatedMinutes } from './core/generated.js';
import { markerDay } from './core/markers.js';
import type { MinuteSource } from './core/minute.js';
import type { Plan, SourcePlan } from './core/plan.js';
import { SimError } from './error.js';
import type { Log } from './log.js';
import { readRecording, recordedMinutes } from './recording.js';

export interface Simulation {
  readonly port: number;
  close(): Promise<void>;
}

export interface SimulationOptions {
  readonly log: Log;
  /** Unix seconds, now. */
  readonly clock: () => number;
}

/** Plays a plan. Every source is read before anything is started, so that a bad file starts nothing. */
export async function startSimulation(plan: Plan, options: SimulationOptions): Promise<Simulation> {
  const sources = plan.wearables.map(({ source }) => toSource(source, options.clock));
  const air = new Air();
  let refused = 0;
  const server = await serveRadio(air, {
    port: plan.port,
    onRefused: () => {
      refused += 1;
      options.log('warn', 'connection-refused', { code: 'bad-stream', count: refused });
    },
  });
  const bands = await Promise.all(
    plan.wearables.map(({ address, authKey }, index) => {
      const source = sources[index];
      if (!source) throw new SimError('bad-plan', `The wearable ${address} has no source; correct the plan.`);
      return advertising(air, { address, authKey, source }, options.log);
    }),
  );
  return { port: server.port, close: () => stop(server, bands) };
}

/** Resolves once the band can be found. */
function advertising(
  air: Air,
  wearable: { address: string; authKey: Uint8Array; source: MinuteSource },
  log: Log,
): Promise<Band> {
  return new Promise((resolve) => {
    const band = startBand(air, {
      ...wearable,
      onEvent: (event) => {
        log('info', `band-${event}`, { address: wearable.address });
        if (event === 'advertising') resolve(band);
      },
    });
  });
}

async function stop(server: RadioServer, bands: readonly Band[]): Promise<void> {
  for (const band of bands) band.close();
  await server.close();
}

function toSource(source: SourcePlan, clock: () => number): MinuteSource {
  if (source.kind === 'markers') return markerDay(source.day, source.bytes);
  if (source.kind === 'generated') {
    const { live, ...rest } = source;
    return generatedMinutes(live ? { ...rest, clock } : rest);
  }
  const minutes = recordedMinutes(readRecording(source.file), source.days);
  if (minutes) return minutes;
  throw new SimError('bad-recording', `${source.file}, line 1: no row below it has a value; record something first.`);
}
