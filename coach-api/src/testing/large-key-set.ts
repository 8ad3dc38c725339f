import { readFile } from 'node:fs/promises';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { fromHex, keyIdOf, sha256, signCertificate, toBase64Url, toHex, utf8 } from '@fit4work/protocol';
import { connectAgent } from '../adapters/testing/agent-client.js';
import { type AgentRow, insertAgents } from '../adapters/testing/many-agents.js';
import { Employee } from './employee.js';
import { enrolled, type House, REGISTRY_TOKEN, type Running } from './house.js';

const INDEX = '/v1/agents/key-set';
const AT_ONCE = 20_000;
const played = new Employee(200);

/** One identity signs for all of them, each under another pseudonym: what is verified of a row is the same. */
function playedAgent(number: number): AgentRow {
  const pseudonym = toHex(sha256(utf8(`agent ${number}`))).slice(0, 32);
  const key = sha256(utf8(`key ${number}`));
  const certificate = signCertificate(
    {
      ...{ pseudonym: fromHex(pseudonym), agent: 1, issued: 1 },
      ...{ agentPublicKey: key, vaultPublicKey: played.vault.publicKey },
    },
    played.identity,
  );
  return {
    ...{ pseudonym, key, keyId: toBase64Url(keyIdOf(key)), certificate },
    ...{ identityKey: played.identity.publicKey, identityId: toBase64Url(played.identity.keyId) },
    vaultKey: played.vault.publicKey,
  };
}

async function enrolMany(house: House, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => from + i);
    insertAgents(house.file('state/coach.db'), numbers.map(playedAgent));
    await turn();
  }
}

/** What became of a key set with so many agents in it. */
export interface LargeKeySet {
  /** Seconds from the answer to a suspension until the connection was closed. */
  readonly suspended: number;
  /** Whether another agent was connected still, and whether who was suspended came in again afterwards. */
  readonly others: boolean;
  readonly again: boolean;
  /** Of the index, and of the part of who was suspended. */
  readonly bytes: { readonly index: number; readonly part: number };
  readonly figures: Readonly<Record<string, number>>;
}

interface Asked {
  readonly count: number;
  /** Whether it is measured what it costs. */
  readonly isMeasured?: boolean;
}

/** A coach API with so many agents, a broker that reads its key set over HTTP, and one agent that is suspended. */
export async function suspendAmong(house: House, { count, isMeasured = false }: Asked): Promise<LargeKeySet> {
  const running = await house.startAll();
  const [ann, ben] = [new Employee(1), new Employee(2)];
  const one = await enrolled(running, ann);
  const other = await enrolled(running, ben);
  await enrolMany(house, count);
  const began = performance.now();
  await ask(running, INDEX);
  const built = seconds(began);
  await brokerKnowsAll(running);
  const readAll = seconds(began) - built;
  const closed = new Promise<void>((resolve) => one.client.once('close', resolve));
  await suspension(running, 'PUT');
  const before = performance.now();
  await closed;
  const suspended = seconds(before);
  const others = other.client.connected;
  await suspension(running, 'DELETE');
  await one.client.endAsync(true);
  const again = await comesIn(running, ann);
  const index = (await ask(running, INDEX)).bytes;
  const part = (await ask(running, `${INDEX}/${ann.name.slice(0, 2)}`)).bytes;
  const costs = isMeasured ? await costsOf(running) : {};
  await other.client.endAsync(true);
  return { suspended, others, again, bytes: { index, part }, figures: { built, readAll, ...costs } };
}

/** What it costs, and how much memory is held. */
async function costsOf(running: Running): Promise<Record<string, number>> {
  const index = await ask(running, INDEX);
  const unchanged = await cpuOf(running, 20, () => ask(running, INDEX, index.tag));
  const changed = await cpuOf(running, 10, async (round) => {
    await suspension(running, round % 2 === 0 ? 'PUT' : 'DELETE');
    await ask(running, INDEX);
  });
  const quiet = await longestWait(running, () => pause(2_000));
  const longest = await longestWait(running, async () => {
    await suspension(running, 'PUT');
    await ask(running, INDEX);
  });
  return {
    ...{ unchangedMs: unchanged, changedMs: changed, longestWaitMs: longest, longestWaitQuietMs: quiet },
    ...{ coachMiB: (await running.rss()) / 1024, brokerMiB: (await running.brokerRss()) / 1024 },
  };
}

/** Milliseconds of a core that the coach API spends on each round of something. */
async function cpuOf({ pid }: Running, rounds: number, work: (round: number) => Promise<unknown>): Promise<number> {
  const spent = async (): Promise<number> => {
    const fields = (await readFile(`/proc/${pid()}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const before = await spent();
  for (let round = 0; round < rounds; round++) await work(round);
  return ((await spent()) - before) / rounds;
}

/** Milliseconds that anybody else waits for the coach API at the longest, while something goes on. */
async function longestWait({ api }: Running, work: () => Promise<unknown>): Promise<number> {
  const state = { isOver: false, longest: 0 };
  const asking = (async () => {
    while (!state.isOver) {
      const before = performance.now();
      await (await fetch(`${api}/healthz`)).arrayBuffer();
      state.longest = Math.max(state.longest, performance.now() - before);
    }
  })();
  await work();
  state.isOver = true;
  await asking;
  return state.longest;
}

/** While all of them are verified for the first time nobody is answered, for longer than a connection is held, and who asked in vain counts among those at work. */
async function ask(
  running: Running,
  path: string,
  tag?: string,
): Promise<{ readonly bytes: number; readonly tag: string }> {
  const headers = { authorization: `Bearer ${REGISTRY_TOKEN}`, ...(tag === undefined ? {} : { 'if-none-match': tag }) };
  const answer = await fetch(`${running.api}${path}`, { headers }).catch(() => undefined);
  const bytes = (await answer?.arrayBuffer())?.byteLength ?? 0;
  if (answer?.status === (tag === undefined ? 200 : 304)) return { bytes, tag: answer.headers.get('etag') ?? '' };
  if (answer !== undefined && answer.status !== 503) throw new TypeError(`${path} was answered ${answer.status}.`);
  await pause(1_000);
  return ask(running, path, tag);
}

async function suspension({ api }: Running, method: 'PUT' | 'DELETE'): Promise<void> {
  const headers = { authorization: 'Bearer admin' };
  const answer = await fetch(`${api}/v1/invitations/1/suspension`, { method, headers });
  if (answer.status !== 200) throw new TypeError(`The suspension was answered ${answer.status}.`);
}

/** Every part was read within the last seconds, and so since the set was there. */
async function brokerKnowsAll({ brokerMetrics }: Running): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${brokerMetrics}/metrics`)).text();
    const age = /^fit4work_broker_registry_age_seconds (\S+)$/m.exec(text)?.[1];
    if (age !== undefined && Number(age) <= 1) return;
    await pause(100);
  }
}

/** The broker hears of it at its next look. */
async function comesIn(running: Running, { name, agent: key }: Employee): Promise<boolean> {
  for (let turns = 0; turns < 20; turns++) {
    const client = await connectAgent(running.broker, { name, key }).catch(() => undefined);
    if (client !== undefined) {
      await client.endAsync(true);
      return true;
    }
    await pause(500);
  }
  return false;
}

const seconds = (since: number): number => (performance.now() - since) / 1_000;
