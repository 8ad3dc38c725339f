import { setTimeout as pause } from 'node:timers/promises';
import { goOn, noReads } from './daily.js';
import type { Network } from './network.js';
import { coachOf, type RunPorts, turnsOf } from './run-chaos.js';
import { describe, watchWithdrawal } from './withdrawing.js';

const TELL_EVERY_MS = 10_000;
const WITHDRAW_EVERY_MS = 60_000;
/** Seconds of agents' turns at a time. */
const STRETCH = 3_600;
/** Of those who share, so many never withdraw. */
const STAY = 5;

/** The cluster with its people, up until it is told to stop. */
export async function runLive(ports: RunPorts, stopped: Promise<unknown>): Promise<void> {
  const { options, state, network, people, tell } = ports;
  tell(whereToLook(network, state.manifest.coachToken));
  const over = new AbortController();
  const [coach, reads] = [coachOf(ports), noReads()];
  const playing = playOn(over.signal, () => people.players.spread(turnsOf(options), STRETCH, 0));
  const others = [
    goOn({ network, people, coach }, reads, over.signal),
    every(TELL_EVERY_MS, over.signal, async () => {
      tell(`${conditionsOf(await network.health.all())}; ${reads.correct} reads correct, ${reads.wrong} wrong`);
    }),
    every(WITHDRAW_EVERY_MS, over.signal, (turn) => withdrawOne(ports, turn)),
  ];
  await Promise.race([stopped, playing]);
  over.abort();
  await Promise.all(others);
}

/** After the first minute somebody withdraws, and then in each. */
async function withdrawOne(ports: RunPorts, turn: number): Promise<void> {
  const { network, people, tell } = ports;
  const employee = turn === 0 ? undefined : people.sharing.slice(STAY)[turn - 1];
  if (employee === undefined) return;
  const urls = [network.coachUrl, ...network.coachApis.values()];
  tell(`a withdrawal ${describe(await watchWithdrawal(employee, { coach: coachOf(ports), urls }))}`);
}

async function playOn(over: AbortSignal, play: () => Promise<unknown>): Promise<void> {
  while (!over.aborted) await play();
}

async function every(ms: number, over: AbortSignal, act: (turn: number) => Promise<void>): Promise<void> {
  for (let turn = 0; !over.aborted; turn += 1) {
    await act(turn);
    await pause(ms, undefined, { signal: over }).catch(() => undefined);
  }
}

const conditionsOf = (conditions: Readonly<Record<string, string>>): string =>
  Object.entries(conditions)
    .map(([name, condition]) => `${name} ${condition}`)
    .join(', ');

const whereToLook = ({ coachUrl, brokerUrl, logUrl, coachApis }: Network, token: string): string =>
  [
    '',
    'Where to look, until Ctrl-C:',
    `  coach API, any of three     ${coachUrl}`,
    ...[...coachApis].map(([name, url]) => `  ${name}                 ${url}/readyz`),
    `  brokers, any of three       ${brokerUrl}`,
    `  the log                     ${logUrl}/checkpoint`,
    `  who shares with the coach   curl -H 'Authorization: Bearer ${token}' ${coachUrl}/v1/people`,
    '',
  ].join('\n');
