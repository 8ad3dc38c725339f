import { signingKey, signToken, TOPICS, toHex } from '@fit4work/protocol';
import { httpTiles } from '../adapters/http-tiles.js';
import { MqttLine } from '../adapters/mqtt-line.js';
import { seeded } from '../core/arrivals.js';
import { quarterOf } from '../core/closed-windows.js';
import { LoadError } from '../error.js';
import type { Enrolled, Order, Outcome, Place } from '../orders.js';
import type { PlayerPorts } from '../ports.js';
import { LogWatch } from './log-watch.js';
import { PlayedAgent } from './played-agent.js';
import { Player } from './player.js';

/** What is played is past by now, so that nothing of it lies ahead however fast it is played. */
const DAYS_AGO = 60;
const DAY = 86_400;
const QUARTERS_A_DAY = 96;
const AGENT = 1;
/** Of the day, so that the hour at which it is played does not change how much closes. */
const firstQuarterOf = (time: number): number => quarterOf(time - (time % DAY));

type Connect = Extract<Order, { readonly order: 'connect' }>;

/** @returns what carries out one order after the other */
export function obey(ports: Omit<PlayerPorts, 'random'>): (order: Order) => Promise<Outcome> {
  let player: Player | undefined;
  return async (order) => {
    if (order.order === 'connect') {
      player = playerOf({ ...ports, random: seeded(order.seed) }, order);
      await player.connect();
      return undefined;
    }
    if (player === undefined) throw new LoadError('player-ended', 'Nobody is connected yet; connect first.');
    if (order.order === 'spread') return player.spread(order);
    if (order.order === 'at-once') return player.atOnce(order);
    if (order.order === 'come-back') return player.comeBack(order);
    if (order.order === 'account') return player.accounts;
    await player.cutOff(order);
    return undefined;
  };
}

function playerOf(ports: PlayerPorts, { place, agents }: Connect): Player {
  const log = new LogWatch(place.policy, httpTiles(place.logUrl), ports.ticks);
  const played = agents.map((enrolled) => agentOf(ports, { enrolled, place, log }));
  return new Player(played, log, ports);
}

/** Each begins somewhere in a day, so that quarters, hours and days close among them in the right numbers. */
function agentOf(
  ports: PlayerPorts,
  { enrolled, place, log }: { readonly enrolled: Enrolled; readonly place: Place; readonly log: LogWatch },
): PlayedAgent {
  const key = signingKey(enrolled.seed);
  const name = toHex(enrolled.pseudonym);
  const quarter = firstQuarterOf(ports.clock() - DAYS_AGO * DAY) + Math.floor(ports.random() * QUARTERS_A_DAY);
  const line = new MqttLine({
    url: place.brokerUrl,
    username: name,
    clientId: `${name}-${AGENT}-run`,
    password: () => signToken(key, name, ports.clock()),
    subscriptions: [TOPICS.allDown(name), TOPICS.checkpoint],
    handlers: {
      onConnect: () => agent.connected(),
      onMessage: (topic, payload) => {
        if (topic === TOPICS.checkpoint) log.heard(payload);
        else agent.take(topic, payload);
      },
    },
  });
  const who = { name, pseudonym: enrolled.pseudonym, agent: AGENT, key, coachKey: place.coachKey };
  const agent: PlayedAgent = new PlayedAgent(who, ports, { line, log, quarter });
  return agent;
}
