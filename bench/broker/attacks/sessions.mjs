import { setTimeout as pause } from 'node:timers/promises';
import { agentOf, strangerOf, tokenOf } from '../registry.mjs';
import { connectPacket, lengthOf, PING, packetOf, publishPacket, stringOf, subscribePacket } from '../wire.mjs';
import { mutantOf, packetsOf } from './mutants.mjs';
import { isOpen, knock, lastWords, next } from './socket.mjs';

/*
 * What somebody does who means ill, with a key of an agent that is enrolled or with none. Each session ends when the broker ends it, or
 * when the attacker has had enough.
 */

/** @typedef {import('./random.mjs').Random} Random */
/**
 * @typedef {object} Attack
 * @property {import('./socket.mjs').Doors} doors
 * @property {Random} random
 * @property {readonly number[]} agents that the attacker has the keys of
 * @property {number} patience milliseconds for which a session is held that the broker does not end
 * @property {(packets: number) => void} sent counts mutated packets that were sent
 */

/** Tokens are good for minutes: the attacker signs one now and then, as everybody does. @type {Map<number, { token: string, at: number }>} */
const tokens = new Map();

/** @param {number} number */
function freshToken(number) {
  const known = tokens.get(number);
  const now = Math.floor(Date.now() / 1000);
  if (known !== undefined && now - known.at < 60) return known.token;
  const token = tokenOf(agentOf(number), now);
  tokens.set(number, { token, at: now });
  return token;
}

/** Comes in with a good token; undefined where the broker will not have it. @param {Attack} attack @param {{ clean?: boolean, suffix?: string }} [options] */
async function enter({ doors, random, agents }, { clean = true, suffix = '' } = {}) {
  const number = random.pick(agents);
  const { name } = agentOf(number);
  const socket = await knock(doors.tcp);
  const clientId = `${name}${suffix}`;
  socket.write(connectPacket({ name, clientId, password: freshToken(number), clean }));
  const answer = await Promise.race([next(socket, 'data'), next(socket, 'close')]);
  return answer === 'data' && isOpen(socket) ? { socket, name } : undefined;
}

/** @param {number} number */
function badTokens(number) {
  const [agent, now] = [agentOf(number), Math.floor(Date.now() / 1000)];
  const good = tokenOf(agent, now);
  return [
    tokenOf(agent, now - 3_600),
    tokenOf(agent, now + 3_600),
    tokenOf(strangerOf(number), now),
    tokenOf({ name: agentOf(number + 1).name, key: agent.key }, now),
    `${good.slice(0, -6)}AAAAAA`,
    good.replace('.', '..'),
    'secret',
    '',
    `${good}${'A'.repeat(2_500)}`,
  ];
}

/** Packets that the law does not let an agent send. @param {string} name @param {string} other */
const unlawful = (name, other) => {
  const topics = [`f4w/v1/${other}/up/envelope`, `f4w/v1/${name}/down/receipt`, '$SYS/x', 'f4w/v1/anchor/checkpoint'];
  return [
    ...topics.map((topic) => publishPacket(topic, Buffer.from('x'), 1)),
    packetOf(0x33, stringOf('f4w/v1/anchor/leaves'), Buffer.of(0, 1), Buffer.alloc(32)),
    packetOf(0x34, stringOf(`f4w/v1/${name}/up/envelope`), Buffer.of(0, 1), Buffer.alloc(32)),
    publishPacket(`f4w/v1/${name}/up/envelope`, Buffer.alloc(129 * 1024), 1),
    // A megabyte, announced and never sent.
    Buffer.concat([Buffer.of(0x32), lengthOf(2 ** 20)]),
    publishPacket('a/'.repeat(200), Buffer.from('x'), 1),
  ];
};

/** A connection to the door, on which TLS is spoken or nothing is, where it should be. @param {Attack} attack */
const maybeTls = ({ doors: { tcp }, random }) => knock(random.below(2) === 0 ? { port: tcp.port } : tcp);

/** @type {Readonly<Record<string, (attack: Attack) => Promise<void>>>} */
export const SESSIONS = {
  'leaves at once': async ({ doors }) => {
    (await knock({ port: doors.tcp.port })).resetAndDestroy();
  },
  'says nothing': async (attack) => lastWords(await maybeTls(attack), attack.patience),
  'sends a byte now and then': async ({ doors, random, patience }) => {
    const socket = await knock(doors.tcp);
    const bytes = connectPacket({ name: agentOf(0).name, password: 'x'.repeat(random.below(400)), clean: true });
    const until = performance.now() + patience;
    for (let at = 0; at < bytes.length && isOpen(socket) && performance.now() < until; at += 1) {
      socket.write(bytes.subarray(at, at + 1));
      await pause(random.below(20));
    }
    await lastWords(socket, patience);
  },
  'sends noise': async (attack) => {
    const socket = await maybeTls(attack);
    socket.write(attack.random.bytes(1 + attack.random.below(2_000)));
    await lastWords(socket, attack.patience);
  },
  'announces 256 MiB': async ({ doors, patience }) => {
    const socket = await knock(doors.tcp);
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 0x4d]));
    await lastWords(socket, patience);
  },
  'has a bad token': async ({ doors, random, agents, patience }) => {
    const number = random.pick(agents);
    const socket = await knock(doors.tcp);
    const password = random.pick(badTokens(number));
    socket.write(connectPacket({ name: agentOf(number).name, password, clean: random.below(2) === 0 }));
    await lastWords(socket, patience);
  },
  'breaks the law on topics': async (attack) => {
    const client = await enter(attack);
    if (client === undefined) return;
    const other = agentOf(attack.random.pick(attack.agents) + 1_000).name;
    client.socket.write(attack.random.pick(unlawful(client.name, other)));
    await lastWords(client.socket, attack.patience);
  },
  'sends mutated packets': async (attack) => {
    const client = await enter(attack);
    if (client === undefined) return;
    const packets = packetsOf(client.name);
    for (let burst = 0; burst < 10 && isOpen(client.socket); burst += 1) {
      const mutants = Array.from({ length: 10 }, () => mutantOf(packets, attack.random));
      attack.sent(mutants.length);
      client.socket.write(Buffer.concat(mutants));
      await pause(1);
    }
    await lastWords(client.socket, 100);
  },
  'never reads': async (attack) => {
    const client = await enter(attack);
    if (client === undefined) return;
    client.socket.pause();
    const asks = attack.random.below(2) === 0 ? PING : subscribePacket(`f4w/v1/${client.name}/down/#`);
    client.socket.write(Buffer.concat(Array.from({ length: 5_000 }, () => asks)));
    await pause(Math.min(2_000, attack.patience));
    client.socket.destroy();
  },
  'leaves a session behind': async (attack) => {
    const client = await enter(attack, { clean: false, suffix: `-${attack.random.below(2 ** 31)}` });
    if (client === undefined) return;
    client.socket.write(subscribePacket(`f4w/v1/${client.name}/down/#`));
    await Promise.race([next(client.socket, 'data'), pause(attack.patience)]);
    client.socket.destroy();
  },
  'speaks no WebSocket': async ({ doors, random, patience }) => {
    const socket = await knock(doors.web);
    const key = `Sec-WebSocket-Key: ${random.bytes(16).toString('base64')}`;
    const head = `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${key}\r\n`;
    const asked = `${head}Sec-WebSocket-Protocol: mqtt\r\n\r\n`;
    socket.write(random.pick([`${head}\r\n`, head, asked, 'GET / HTTP/1.1\r\n\r\n', 'POST']));
    socket.write(random.pick([random.bytes(100), Buffer.alloc(0), Buffer.of(0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0)]));
    await lastWords(socket, patience);
  },
};

/** How often each comes, of a hundred: what only waits is rare, or nothing else would come. */
export const SHARES = {
  'leaves at once': 23,
  'says nothing': 2,
  'sends a byte now and then': 4,
  'sends noise': 12,
  'announces 256 MiB': 6,
  'has a bad token': 18,
  'breaks the law on topics': 14,
  'sends mutated packets': 12,
  'never reads': 1,
  'leaves a session behind': 5,
  'speaks no WebSocket': 3,
};
