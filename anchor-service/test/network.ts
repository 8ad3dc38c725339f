import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { signingKey, toBase64Url } from '@fit4work/protocol';
import { Aedes } from 'aedes';
import { temporaryFolder } from './kit.js';
import { freePort, type Running, runToEnd, startProcess } from './processes.js';

const WITNESSES = ['council', 'university', 'city'];

/** A broker of no law, in the test's own process. */
export interface TestBroker {
  readonly port: number;
  close(): Promise<void>;
}

export async function startBroker(port: number): Promise<TestBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => void broker.handle(socket)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port, close };
}

/** A log's files with three real witnesses, of which two are the quorum; the anchor is the test's to start. */
export interface TestNetwork {
  readonly path: (...parts: string[]) => string;
  readonly policyText: string;
  readonly witnesses: Running[];
  /** What an anchor is told; the broker need not be there. */
  readonly anchorEnv: Readonly<Record<string, string>>;
  /** The coach API's key, which may submit leaves over HTTP. */
  readonly sender: ReturnType<typeof signingKey>;
  startWitness(i: number): Promise<Running>;
  remove(): Promise<void>;
}

/** libsodium must be ready. */
export async function startNetwork(): Promise<TestNetwork> {
  const temporary = temporaryFolder();
  const path = (...parts: string[]): string => join(temporary.path, ...parts);
  const ports = await Promise.all(WITNESSES.map(freePort));
  const lines = [`log ${await makeKey(path('log.key'), 'log.example/fit4work', 'log')}`];
  for (const [i, name] of WITNESSES.entries()) {
    const vkey = await makeKey(path(`${name}.key`), `${name}.example`, 'witness');
    lines.push(`witness ${name} ${vkey} http://127.0.0.1:${ports[i]}/`);
  }
  const policyText = [...lines, `group all-of-them 2 ${WITNESSES.join(' ')}`, 'quorum all-of-them', ''].join('\n');
  writeFileSync(path('policy'), policyText);
  const sender = writeSender(path('services.json'));
  const startWitness = (i: number): Promise<Running> =>
    startProcess('witness/main.js', {
      FIT4WORK_WITNESS_PORT: String(ports[i]),
      FIT4WORK_WITNESS_KEY: path(`${WITNESSES[i]}.key`),
      FIT4WORK_WITNESS_LOG_VKEYS: path('policy'),
      FIT4WORK_WITNESS_STATE: path(`${WITNESSES[i]}.json`),
    });
  const witnesses = await Promise.all(WITNESSES.map((_, i) => startWitness(i)));
  return {
    ...{ path, policyText, witnesses, sender, startWitness },
    anchorEnv: {
      FIT4WORK_ANCHOR_STATE: path('state'),
      FIT4WORK_ANCHOR_LOG_DIR: path('log'),
      FIT4WORK_ANCHOR_KEY: path('log.key'),
      FIT4WORK_ANCHOR_POLICY: path('policy'),
      FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${await freePort()}`,
      // Nobody answers there: services are known without it.
      FIT4WORK_ANCHOR_REGISTRY_URL: `http://127.0.0.1:${await freePort()}/v1/agents/key-set`,
      FIT4WORK_ANCHOR_SERVICES: path('services.json'),
      FIT4WORK_ANCHOR_BATCH_MS: '20',
    },
    remove: async () => {
      await Promise.all(witnesses.map((running) => running.kill('SIGKILL')));
      temporary.remove();
    },
  };
}

/** Makes a key file by the program that people use. @returns the vkey */
async function makeKey(file: string, name: string, type: string): Promise<string> {
  const made = await runToEnd('keygen.js', ['--name', name, '--type', type, '--out', file]);
  if (made.code !== 0 || (statSync(file).mode & 0o777) !== 0o600) throw new Error(`no key: ${made.stderr}`);
  return made.stdout.trim();
}

/** Writes the file of services with a coach API. @returns its key */
export function writeSender(file: string): ReturnType<typeof signingKey> {
  const key = signingKey(new Uint8Array(32).fill(77));
  const jwk = {
    ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', f4w_role: 'coach-api' },
    ...{ x: toBase64Url(key.publicKey), kid: toBase64Url(key.keyId) },
  };
  writeFileSync(file, JSON.stringify({ keys: [jwk] }));
  return key;
}
