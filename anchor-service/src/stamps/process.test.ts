import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { answering, failing, startPeer } from '../../test/authority-server.js';
import { leavesOf, payloadOf, temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { runToEnd, startProcess } from '../../test/processes.js';

describeWith(['openssl'], 'an anchor with an authority in its settings', () => {
  const temporary = temporaryFolder();
  const path = (name: string) => join(temporary.path, name);
  const authority = new OpensslAuthority(path('authority'));
  let env: Record<string, string>;
  const closing: (() => unknown)[] = [temporary.remove];

  beforeAll(async () => {
    await authority.root('root');
    await authority.issue('tsa', 'root', { use: 'stamps' });
    const broker = await Aedes.createBroker();
    const server = createServer((socket) => void broker.handle(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.unshift(
      () => new Promise<void>((resolve) => broker.close(() => resolve())),
      () => server.close(),
    );
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const key = await runToEnd('keygen.js', ['--name', 'log.example', '--type', 'log', '--out', path('log.key')]);
    writeFileSync(path('policy'), `log ${key.stdout.trim()}\nquorum none\n`);
    mkdirSync(path('log'));
    env = {
      FIT4WORK_ANCHOR_STATE: path('state'),
      FIT4WORK_ANCHOR_LOG_DIR: path('log'),
      FIT4WORK_ANCHOR_KEY: path('log.key'),
      FIT4WORK_ANCHOR_POLICY: path('policy'),
      FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${port}`,
      FIT4WORK_ANCHOR_BATCH_MS: '20',
      FIT4WORK_ANCHOR_TSA: path('tsa.json'),
    };
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('serves the stamp of its hour beside its blocks', async () => {
    const works = await startPeer(answering((query) => authority.reply(query, { name: 'tsa' })));
    const down = await startPeer(failing(500));
    closing.unshift(works.close, down.close);
    const caFile = authority.path('root.pem');
    const entries = [
      { name: 'down', url: down.url, caFile },
      { name: 'up', url: works.url, caFile },
    ];
    writeFileSync(path('tsa.json'), JSON.stringify({ authorities: entries }));
    // What is published before the stamper looks for the first time is stamped at once: a first run without it.
    const { FIT4WORK_ANCHOR_TSA: _, ...bare } = env;
    const first = await startProcess('main.js', bare);
    // A leaf that came before the anchor had ever subscribed would wait for nobody.
    while (!first.stderr().includes('broker-connected')) await once(first.child.stderr ?? process.stderr, 'data');
    const client = await mqtt.connectAsync(String(env.FIT4WORK_ANCHOR_BROKER_URL), { protocolVersion: 4 });
    await client.publishAsync('f4w/v1/anchor/leaves', Buffer.from(payloadOf(leavesOf(0, 5))), { qos: 1 });
    while (!first.stderr().includes('checkpoint-published')) await once(first.child.stderr ?? process.stderr, 'data');
    await client.endAsync();
    expect(first.stderr()).not.toContain('stamp');
    expect(await first.kill('SIGTERM')).toBe(0);
    const anchor = await startProcess('main.js', env);
    while (!anchor.stderr().includes('"stamped"')) await once(anchor.child.stderr ?? process.stderr, 'data');
    expect(anchor.stderr()).toMatch(/"size":5,"authority":"down","code":"no-answer","event":"stamp-failed"/);
    const get = async (name: string) => {
      const answer = await fetch(`http://127.0.0.1:${anchor.port}/stamps/${name}`);
      expect(answer.status).toBe(200);
      return new Uint8Array(await answer.arrayBuffer());
    };
    await expect
      .poll(() => statSync(path('log/stamps/index'), { throwIfNoEntry: false })?.size, { timeout: 20_000 })
      .toBe(2);
    expect(Buffer.from(await get('index')).toString()).toBe('5\n');
    const checkpoint = await get('5.checkpoint');
    expect(checkpoint).toEqual(new Uint8Array(readFileSync(path('log/checkpoint'))));
    expect(await authority.verifies(await get('5.tsr'), checkpoint, 'root')).toBe(true);
    expect(await anchor.kill('SIGTERM')).toBe(0);
  });

  it('does not start with settings that cannot be used, and writes nothing', async () => {
    writeFileSync(path('bad.json'), '{"authorities": []}');
    const fresh = { FIT4WORK_ANCHOR_STATE: path('fresh'), FIT4WORK_ANCHOR_TSA: path('bad.json') };
    const ended = await runToEnd('main.js', [], { ...env, ...fresh });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^The file [^\n]+bad\.json of time stamps cannot be used: [^\n]+\.\n$/);
    expect(statSync(path('fresh'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
