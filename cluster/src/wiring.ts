import type { Cable, End } from './cable.js';
import { type Cables, OUTSIDE } from './cables.js';
import { ANCHORS, BROKERS, COACH_APIS, DATABASE, WITNESSES } from './core/parts.js';
import { quietPort } from './quiet-port.js';

/** The cables from one part to the others. */
interface Leads {
  readonly brokers: Cable;
  readonly database: Cable;
}

/** Where every part listens, and what leads there. */
export interface Wiring {
  /** By the name of a process. */
  readonly ports: ReadonlyMap<string, number>;
  readonly coachApis: ReadonlyMap<string, Leads & { readonly log: Cable; readonly peers: Cable }>;
  readonly anchors: ReadonlyMap<string, Leads & { readonly witnesses: readonly Cable[] }>;
  /** For whoever is outside: each leads to any that is ready. */
  readonly outside: { readonly brokers: Cable; readonly coachApis: Cable; readonly log: Cable };
}

/** The programs of ours that stand before and beside a broker's node. */
export const porterOf = (broker: string): string => broker.replace('broker', 'porter');
export const doorOf = (broker: string): string => broker.replace('broker', 'door');

/** @param database port of the server @param isReady whether connections may go to a part */
export async function layCables(cables: Cables, database: number, isReady: (name: string) => boolean): Promise<Wiring> {
  const ports = await portsOf([
    ...COACH_APIS,
    ...ANCHORS,
    ...WITNESSES,
    ...BROKERS.flatMap((name) => [porterOf(name), doorOf(name)]),
  ]);
  const portOf = (name: string): number => ports.get(name) ?? 0;
  const ends = (names: readonly string[]): readonly End[] => names.map((name) => ({ name, port: portOf(name) }));
  // A broker is the machine on which its porter is.
  const brokers = BROKERS.map((name) => ({ name, port: portOf(porterOf(name)) }));
  const any = (from: string, to: readonly End[]): Promise<Cable> => cables.lay({ from, to, isReady });
  const one = (from: string, to: End): Promise<Cable> => cables.lay({ from, to: [to] });
  const leads = async (from: string): Promise<Leads> => ({
    brokers: await any(from, brokers),
    database: await one(from, { name: DATABASE, port: database }),
  });
  const coachApis = new Map<string, Leads & { log: Cable; peers: Cable }>();
  for (const name of COACH_APIS) {
    const peers = await one('peers', { name, port: portOf(name) });
    coachApis.set(name, { ...(await leads(name)), log: await any(name, ends(ANCHORS)), peers });
  }
  const anchors = new Map<string, Leads & { witnesses: readonly Cable[] }>();
  for (const name of ANCHORS) {
    const witnesses = await Promise.all(ends(WITNESSES).map((end) => one(name, end)));
    anchors.set(name, { ...(await leads(name)), witnesses });
  }
  const outside = {
    brokers: await any(OUTSIDE, brokers),
    coachApis: await any(OUTSIDE, ends(COACH_APIS)),
    log: await any(OUTSIDE, ends(ANCHORS)),
  };
  return { ports, coachApis, anchors, outside };
}

async function portsOf(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await quietPort());
  return ports;
}
