import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { encodeVkey, LogError, type Policy, parsePolicy, parseVkey } from '@fit4work/protocol';
import { syncFolder } from '../adapters/durable-file.js';
import { AnchorError } from '../error.js';
import { generateKey } from '../generate-key.js';

export interface InitOptions {
  readonly name: string;
  /** A log's verifier key, or a policy file that names one log or several. */
  readonly log: string;
  readonly folder: string;
  readonly port: number;
}

/** What was made: the key to hand to the operator, and the configuration to run with. */
export interface Made {
  readonly vkey: string;
  readonly config: string;
  readonly key: string;
  /** Origins of the logs. */
  readonly logs: readonly string[];
}

const [KEY, LOGS, CONFIG] = ['witness.key', 'logs.policy', 'witness.json'];

/**
 * Makes the folder of a new witness, whole or not at all: it gets its name when all is in it.
 * @throws AnchorError `bad-config`, `bad-key`, `bad-policy`
 */
export function initWitness({ name, log, folder, port }: InitOptions): Made {
  const { text, policy } = readLogs(log);
  if (existsSync(folder)) {
    throw new AnchorError('bad-config', `The folder ${folder} exists already: give a new one, so that no key is lost.`);
  }
  const temporary = `${resolve(folder)}.new-${process.pid}`;
  try {
    mkdirSync(temporary, { mode: 0o700 });
    const vkey = generateKey({ name, type: 'witness', out: join(temporary, KEY) });
    writeFileSync(join(temporary, LOGS), text, { flush: true });
    const settings = { port, key: KEY, logs: LOGS, state: 'state.json', evidence: 'evidence' };
    writeFileSync(join(temporary, CONFIG), `${JSON.stringify(settings, undefined, 2)}\n`, { flush: true });
    syncFolder(temporary);
    renameSync(temporary, folder);
    syncFolder(dirname(resolve(folder)));
    const logs = policy.logs.map((each) => each.key.name);
    return { vkey, config: join(folder, CONFIG), key: join(folder, KEY), logs };
  } catch (cause) {
    if (existsSync(temporary)) rmSync(temporary, { recursive: true });
    if (cause instanceof AnchorError) throw cause;
    throw new AnchorError('bad-config', `The folder ${folder} cannot be made: give one where you may write.`, {
      cause,
    });
  }
}

/** Of a policy only what a witness needs goes into its folder: the logs. */
function readLogs(log: string): { text: string; policy: Policy } {
  try {
    const logs = isVkey(log) ? [{ key: parseVkey(log) }] : parsePolicy(readFileSync(log, 'utf8')).logs;
    const lines = logs.map(({ key }) => `log ${encodeVkey(key)}`);
    const text = `${lines.join('\n')}\nquorum none\n`;
    const policy = parsePolicy(text);
    if (policy.logs.length > 0) return { text, policy };
  } catch (cause) {
    const why = cause instanceof LogError ? ` ${cause.message}` : '';
    throw new AnchorError('bad-policy', `${log} is no key of a log and no policy file.${why}`, { cause });
  }
  throw new AnchorError('bad-policy', `The policy file ${log} names no log: give one that does.`);
}

const isVkey = (text: string): boolean => /^[^+]+\+[0-9a-f]{8}\+/.test(text) && !existsSync(text);
