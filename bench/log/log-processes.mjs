import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKey } from '../../anchor-service/dist/index.js';
import * as protocol from '../../protocol/dist/index.js';

const program = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}.js`, import.meta.url));
const base64Url = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64url');

/** @returns {Promise<number>} a port that was free a moment ago */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** A process that says on its standard output when it listens. @param {string} path @param {Record<string, string>} env */
export async function start(path, env) {
  const child = spawn(process.execPath, [program(path)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(JSON.parse(`${chunk}`).port));
    child.once('exit', () => reject(new Error(`${path} ended: ${said}`)));
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid ?? 0, port, stop };
}

/** Who may send leaves and read them: the coach API and the anchor. @param {string} root */
function makeServices(root) {
  const roles = ['coach-api', 'anchor'].map((role, i) => ({
    role,
    key: protocol.signingKey(new Uint8Array(32).fill(20 + i)),
    seed: new Uint8Array(32).fill(20 + i),
  }));
  const keys = roles.map(({ role, key }) => ({
    ...{ kty: 'OKP', crv: 'Ed25519', x: base64Url(key.publicKey), kid: base64Url(key.keyId), f4w_role: role },
  }));
  writeFileSync(join(root, 'services.json'), JSON.stringify({ keys }));
  const [sender, anchor] = roles;
  if (sender === undefined || anchor === undefined) throw new Error('two roles were made');
  writeFileSync(
    join(root, 'anchor-broker.json'),
    JSON.stringify({ kid: base64Url(anchor.key.keyId), seed: Buffer.from(anchor.seed).toString('base64') }),
    { mode: 0o600 },
  );
  return sender.key;
}

/**
 * The settings of an anchor under a policy of so many witnesses, all of whom have to cosign, with the keys that it needs.
 * @param {string} root @param {number} witnesses
 */
export async function prepare(root, witnesses) {
  mkdirSync(root, { recursive: true });
  const log = generateKey({ name: 'log.example/bench', type: 'log', out: join(root, 'log.key') });
  const lines = [`log ${log}`];
  const ports = [];
  for (let i = 0; i < witnesses; i += 1) {
    const key = generateKey({ name: `witness-${i}.example`, type: 'witness', out: join(root, `w${i}.key`) });
    const port = await freePort();
    ports.push(port);
    lines.push(`witness w${i} ${key} http://127.0.0.1:${port}`);
  }
  const names = ports.map((_, i) => `w${i}`);
  if (witnesses > 0) lines.push(`group all all ${names.join(' ')}`);
  const policy = join(root, 'policy');
  writeFileSync(policy, [...lines, `quorum ${witnesses > 0 ? 'all' : 'none'}`, ''].join('\n'));
  const sender = makeServices(root);
  const brokerPort = await freePort();
  return {
    sender,
    brokerPort,
    anchor: {
      FIT4WORK_ANCHOR_STATE: join(root, 'state'),
      FIT4WORK_ANCHOR_LOG_DIR: join(root, 'log'),
      FIT4WORK_ANCHOR_KEY: join(root, 'log.key'),
      FIT4WORK_ANCHOR_POLICY: policy,
      FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${brokerPort}`,
      FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
      FIT4WORK_ANCHOR_BROKER_KEY: join(root, 'anchor-broker.json'),
      FIT4WORK_ANCHOR_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
      FIT4WORK_ANCHOR_SERVICES: join(root, 'services.json'),
    },
    broker: {
      FIT4WORK_BROKER_PORT: `${brokerPort}`,
      FIT4WORK_BROKER_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
      FIT4WORK_BROKER_SERVICES: join(root, 'services.json'),
    },
    witnesses: ports.map((port, i) => ({
      FIT4WORK_WITNESS_PORT: `${port}`,
      FIT4WORK_WITNESS_KEY: join(root, `w${i}.key`),
      FIT4WORK_WITNESS_LOG_VKEYS: policy,
      FIT4WORK_WITNESS_STATE: join(root, `w${i}.json`),
    })),
  };
}
