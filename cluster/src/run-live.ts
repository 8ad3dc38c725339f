import { setTimeout as pause } from 'node:timers/promises';
import type { Network } from './network.js';
import type { RunPorts } from './run-chaos.js';

const ENVELOPES_A_TURN = 121 / 96;
const TELL_EVERY_MS = 10_000;
/** Seconds of agents' turns at a time. */
const STRETCH = 3_600;

/** The cluster with its people, up until it is told to stop. */
export async function runLive({ options, state, network, people, tell }: RunPorts, stopped: Promise<unknown>): Promise<void> {
  tell(whereToLook(network, state.manifest.coachToken));
  const over = new AbortController();
  const playing = playOn(over.signal, () => people.players.spread(options.rate / ENVELOPES_A_TURN, STRETCH, 0));
  const telling = tellOn(over.signal, async () => tell(`  ${conditionsOf(await network.health.all())}`));
  await Promise.race([stopped, playing]);
  over.abort();
  await telling;
}

async function playOn(over: AbortSignal, play: () => Promise<unknown>): Promise<void> {
  while (!over.aborted) await play();
}

async function tellOn(over: AbortSignal, say: () => Promise<void>): Promise<void> {
  while (!over.aborted) {
    await say();
    await pause(TELL_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

const conditionsOf = (conditions: Readonly<Record<string, string>>): string =>
  Object.entries(conditions)
    .map(([name, condition]) => `${name} ${condition}`)
    .join(', ');

const whereToLook = ({ coachUrl, brokerUrl, logUrl, coachApis, supervisor }: Network, token: string): string =>
  [
    '',
    'Where to look, until Ctrl-C:',
    `  coach API, any of three     ${coachUrl}`,
    ...[...coachApis].map(([name, url]) => `  ${name}                 ${url}/readyz`),
    `  brokers, any of three       ${brokerUrl}`,
    `  the log                     ${logUrl}/checkpoint`,
    `  who shares with the coach   curl -H 'Authorization: Bearer ${token}' ${coachUrl}/v1/people`,
    `  a process to be killed      ${supervisor.names.join(' ')}`,
    '',
  ].join('\n');
