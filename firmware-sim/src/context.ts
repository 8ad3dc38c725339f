import { Air, type RadioServer, serveRadio } from '@fit4work/virtual-radio';
import { type SimOptions, type SimWearable, startWearable } from './band/wearable.js';
import { faultsFrom } from './core/fault-plan.js';
import { generatedMinutes } from './core/generated.js';
import { markerDay } from './core/markers.js';
import type { MinuteSource } from './core/minute.js';
import type { Plan, SourcePlan, WearablePlan } from './core/plan.js';
import { SimError } from './error.js';
import { FAMILIES } from './families/families.js';
import type { Log } from './log.js';
import { Progress } from './progress.js';
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
  const wearers = readSources(plan).map(({ wearable, source }) => toOptions(wearable, source, options.clock));
  const air = new Air();
  let refused = 0;
  const server = await serveRadio(air, {
    port: plan.port,
    onRefused: (code) => {
      refused += 1;
      options.log('warn', 'connection-refused', { code, count: refused });
    },
  });
  const progress = new Progress('Wearables started:', wearers.length);
  let started = 0;
  const wearables = await Promise.all(
    wearers.map(async (wearer) => {
      const one = await advertising(air, wearer, options.log);
      started += 1;
      progress.done(started);
      return one;
    }),
  );
  return { port: server.port, close: () => stop(server, wearables) };
}

/** Each wearable of a plan with what its wearer lives through. */
export function readSources(plan: Plan): { readonly wearable: WearablePlan; readonly source: MinuteSource }[] {
  const progress = new Progress('Sources read:', plan.wearables.length);
  return plan.wearables.map((wearable, index) => {
    const source = toSource(wearable.source);
    progress.done(index + 1);
    return { wearable, source };
  });
}

function toOptions(wearable: WearablePlan, source: MinuteSource, clock: () => number): SimOptions {
  const { faults, source: _, ...rest } = wearable;
  const start = startOf(wearable, source, clock());
  const begun = clock();
  return {
    ...rest,
    source,
    clock: () => start + (clock() - begun),
    faults: faultsFrom(faults, start),
    confirmPairing: () => true,
  };
}

/**
 * A wearable that keeps what it measured is found now, with a clock that is right: its history may be years old, as of
 * one that lay in a drawer. What tells no history is played from its beginning, unless its wearer is alive.
 */
function startOf({ family, source: { kind, ...rest } }: WearablePlan, source: MinuteSource, now: number): number {
  const live = kind === 'generated' && 'live' in rest && rest.live;
  return FAMILIES[family].liveOnly && !live ? source.start : now;
}

/** Resolves once the wearable can be found. */
function advertising(air: Air, options: SimOptions, log: Log): Promise<SimWearable> {
  return new Promise((resolve) => {
    const wearable = startWearable(air, {
      ...options,
      onEvent: (event) => {
        log('info', `wearable-${event}`, { address: options.address });
        if (event === 'advertising') resolve(wearable);
      },
    });
  });
}

async function stop(server: RadioServer, wearables: readonly SimWearable[]): Promise<void> {
  for (const wearable of wearables) wearable.close();
  await server.close();
}

function toSource(source: SourcePlan): MinuteSource {
  if (source.kind === 'markers') return markerDay(source.day, source.bytes);
  if (source.kind === 'generated') {
    const { live, days, ...rest } = source;
    return generatedMinutes({ ...rest, days: live ? 'endless' : days });
  }
  const minutes = recordedMinutes(readRecording(source.file), source.days);
  if (minutes) return minutes;
  throw new SimError('bad-recording', `${source.file}, line 1: no row below it has a value; record something first.`);
}
