import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@fit4work/protocol';
import { mosquittoAcl, TOPIC_TABLE } from '@fit4work/registry';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { freePort } from '../test/free-port.js';

const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
/** Of the test alone: it sees and says everything. */
const WATCHER = 'watcher';
const ROLES = { [OWN]: 'agent', 'coach-api': 'coach-api', anchor: 'anchor' } as const;

it('the access control file of Mosquitto is what the table makes of it', () => {
  expect(readFileSync(new URL('../../deploy/mosquitto.acl', import.meta.url), 'utf8')).toBe(mosquittoAcl());
});

/** Where Mosquitto cannot say what the law says: its patterns hold for services too, and any name passes for a pseudonym or an instance. */
const WIDER = new Set([
  `anchor publish ${TOPICS.leaves}`,
  `anchor receive ${TOPICS.checkpoint}`,
  'anchor publish f4w/v1/anchor/up/envelope',
  ...[OWN.toUpperCase(), OWN.slice(1), `${OWN}0`, 'anchor'].map(
    (name) => `coach-api receive f4w/v1/${name}/up/envelope`,
  ),
  ...['', 'A', OWN.slice(0, 17)].flatMap((instance) =>
    ['publish', 'receive'].map((verb) => `coach-api ${verb} f4w/v1/coach-api/echo/${instance}`),
  ),
  ...['publish', 'receive'].map((verb) => `coach-api ${verb} f4w/v1/coach-api/up/envelope`),
]);

/* Whoever gives a name is believed: tokens are not Mosquitto's matter. */
describeWith(['mosquitto'], 'Mosquitto with the access control file', () => {
  let folder: string;
  let broker: ChildProcess;
  let port: number;
  const clients = new Map<string, MqttClient>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-mosquitto-'));
    port = await freePort();
    writeFileSync(join(folder, 'acl'), `${mosquittoAcl()}\nuser ${WATCHER}\ntopic readwrite #\ntopic read $SYS/#\n`);
    const names = [...Object.keys(ROLES), WATCHER];
    // As root it would become another user, who cannot read this folder.
    const asRoot = process.getuid?.() === 0 ? ['user root'] : [];
    const settings = [
      ...[`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'sys_interval 1', ...asRoot],
      `acl_file ${join(folder, 'acl')}`,
    ];
    writeFileSync(join(folder, 'conf'), settings.join('\n'));
    broker = spawn(requirement('mosquitto').path, ['-c', join(folder, 'conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve) => {
      broker.stderr?.on('data', (lines) => String(lines).includes('running') && resolve());
    });
    for (const name of names) clients.set(name, await connect(name));
  });
  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.endAsync(true)));
    broker.kill('SIGTERM');
    await once(broker, 'exit');
    rmSync(folder, { recursive: true });
  });

  const connect = (username: string): Promise<MqttClient> =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ username, protocolVersion: 4, reconnectPeriod: 0 },
    });
  const clientOf = (name: string): MqttClient => clients.get(name) ?? expect.fail(`${name} is not connected`);

  /** Topics that a message can have; `$SYS` is the broker's own. */
  const rows = TOPIC_TABLE.flatMap(({ topics, allowed }) =>
    topics(OWN, OTHER)
      .filter((topic) => topic !== '' && !/[+#]/.test(topic) && !topic.startsWith('$'))
      .map((topic) => ({ topic, allowed })),
  );
  const lawful = (verb: 'publish' | 'receive'): string[] =>
    rows.flatMap(({ topic, allowed }) =>
      Object.values(ROLES)
        .filter(
          (role) =>
            allowed[role]?.some((one) => one === verb || (verb === 'publish' && one === 'retain')) ||
            WIDER.has(`${role} ${verb} ${topic}`),
        )
        .map((role) => `${role} ${topic}`),
    );

  /** What a client hears, until it hears the last word. */
  async function heardBy(name: string, say: () => Promise<void>): Promise<string[]> {
    const [client, heard] = [clientOf(name), [] as string[]];
    const last = new Promise<void>((resolve) => {
      client.on('message', (topic, payload) => {
        if (String(payload) === 'last') resolve();
        else if (!topic.startsWith('$SYS')) heard.push(`${payload} ${topic}`);
      });
    });
    await client.subscribeAsync('#', { qos: 1 });
    await say();
    await last;
    client.removeAllListeners('message');
    await client.unsubscribeAsync('#');
    return heard;
  }

  it('lets each party publish what the law lets it, and nothing else', async () => {
    const heard = await heardBy(WATCHER, async () => {
      for (const [name, role] of Object.entries(ROLES)) {
        for (const { topic } of rows) await clientOf(name).publishAsync(topic, role, { qos: 1 });
      }
      await clientOf(WATCHER).publishAsync('end', 'last', { qos: 1 });
    });
    expect(heard.sort()).toEqual(lawful('publish').sort());
    expect(heard.length).toBeGreaterThan(20);
  });

  it.each(Object.entries(ROLES))(
    'hands to %s what the law hands to it, though it asks for everything',
    async (name, role) => {
      const end = rows.find(({ topic, allowed }) => allowed[role]?.includes('receive') && topic !== '')?.topic ?? '';
      const heard = await heardBy(name, async () => {
        for (const { topic } of rows) await clientOf(WATCHER).publishAsync(topic, role, { qos: 1 });
        await clientOf(WATCHER).publishAsync(end, 'last', { qos: 1 });
      });
      expect(heard.sort()).toEqual(
        lawful('receive')
          .filter((one) => one.startsWith(`${role} `))
          .sort(),
      );
    },
  );

  it('tells nobody of itself', async () => {
    const heard: string[] = [];
    for (const name of Object.keys(ROLES)) {
      clientOf(name).on('message', (topic) => heard.push(topic));
      await clientOf(name).subscribeAsync('$SYS/#');
    }
    const told = new Promise<void>((resolve) => clientOf(WATCHER).once('message', () => resolve()));
    await clientOf(WATCHER).subscribeAsync('$SYS/#');
    await told;
    expect(heard).toEqual([]);
  });
});
