import { readFileSync } from 'node:fs';
import { cryptoReady } from '@fit4work/protocol';
import { checkAuthority } from './adapters/certificates.js';
import { brokenBy, isCarried } from './core/promise.js';
import { envelopesPerSecond } from './core/rates.js';
import type { Row } from './core/row.js';
import { type StoreRow, storeRows } from './core/stores.js';
import { type Administrator, enrol } from './enrolment.js';
import { LoadError } from './error.js';
import type { LoadOptions } from './options.js';
import { type OwnNetwork, startOwnNetwork } from './own-network.js';
import { climb, type PhasePorts, rate, storms, warmUp } from './phases.js';
import { Players } from './players.js';

export interface LoadDocument {
  readonly version: 1;
  readonly agents: number;
  readonly processes: number;
  /** What agents speak to the broker. */
  readonly transport: string;
  readonly store: 'sqlite' | 'postgres' | 'given';
  /** Envelopes a second that people make, by their number. */
  readonly rates: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
  /** Steps of the climb, the last of which was not carried unless there was no end. */
  readonly climb: readonly Row[];
  /** Envelopes a second of the highest step that was carried; undefined where nothing was climbed, null where nothing was carried. */
  readonly highest: number | null | undefined;
  /** The most that a process of each kind had resident, MiB; none where the network is somebody else's. */
  readonly memory: Readonly<Record<string, number>>;
  /** None where the network is somebody else's. */
  readonly stores: readonly StoreRow[];
  /** What is not as it is promised, a sentence each. */
  readonly broken: readonly string[];
}

export interface LoadPorts {
  /** Told what is being done. */
  readonly tell: (sentence: string) => void;
  /** Fails when nobody waits for the result any longer. */
  readonly interrupted: Promise<never>;
}

/** Plays everything that is asked for, and leaves nothing behind on this machine. */
export async function runLoad(options: LoadOptions, { tell, interrupted }: LoadPorts): Promise<LoadDocument> {
  await cryptoReady;
  if (options.given?.authority !== undefined) checkAuthority(options.given.authority);
  const network = options.given === undefined ? await startOwnNetwork(options) : undefined;
  const players = new Players(options.processes, options.given?.authority ?? network?.authority);
  try {
    return await Promise.race([begin({ options, network, players, tell }), interrupted]);
  } finally {
    await players.end();
    await network?.close();
  }
}

async function begin(ports: Ports): Promise<LoadDocument> {
  const { options, network, players, tell } = ports;
  const { place, agents } = await enrolAll(options, network?.administrator ?? administratorOf(options), tell);
  tell(`${agents.length} agents connect`);
  await players.connect(place, agents, options.seed);
  return play(ports, new URL(place.brokerUrl).protocol.replace(':', ''));
}

function administratorOf({ given }: LoadOptions): Administrator {
  if (given === undefined) throw new LoadError('usage', 'There is no network; give --coach and --token-file.');
  try {
    return { coachUrl: given.coachUrl, token: readFileSync(given.tokenFile, 'utf8').trim() };
  } catch (cause) {
    throw new LoadError('usage', `${given.tokenFile} cannot be read; give the file of the administrator's token.`, {
      cause,
    });
  }
}

function enrolAll(
  { agents }: LoadOptions,
  administrator: Administrator,
  tell: (sentence: string) => void,
): ReturnType<typeof enrol> {
  const tenth = Math.ceil(agents / 10);
  return enrol(administrator, agents, (done) => {
    if (done % tenth === 0) tell(`${done} of ${agents} agents are enrolled`);
  });
}

interface Ports extends PhasePorts {
  readonly options: LoadOptions;
  readonly network: OwnNetwork | undefined;
  readonly players: Players;
}

async function play(ports: Ports, transport: string): Promise<LoadDocument> {
  const { options, network } = ports;
  const before = (await network?.stores()) ?? {};
  const warm = await warmUp(ports);
  const rows: Row[] = [];
  for (const people of options.people) rows.push(await rate(ports, people));
  if (options.storms) rows.push(...(await storms(ports)));
  const steps = options.climb ? await climb(ports) : [];
  const made = [...rows, ...steps].reduce((sum, { envelopes }) => sum + envelopes, warm.due);
  const memory = network?.memory() ?? {};
  await network?.stop();
  const after = (await network?.stores()) ?? {};
  return {
    version: 1,
    agents: options.agents,
    processes: options.processes,
    transport,
    store: network === undefined ? 'given' : options.database === undefined ? 'sqlite' : 'postgres',
    rates: Object.fromEntries(options.people.map((people) => [people, envelopesPerSecond(people)])),
    rows,
    climb: steps,
    highest: options.climb ? (steps.filter(isCarried).at(-1)?.perSecond ?? null) : undefined,
    memory,
    stores: storeRows(before, after, made),
    broken: rows.flatMap(brokenBy),
  };
}
