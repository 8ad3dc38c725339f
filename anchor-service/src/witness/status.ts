import { encodeVkey } from '@fit4work/protocol';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { casesOf } from '../evidence/evidence-folder.js';
import type { WitnessConfig } from './config.js';
import { WitnessStateFile } from './state-file.js';

/** The state of a witness as it is on disk; also beside one that runs. */
export interface WitnessStatus {
  readonly name: string;
  readonly vkey: string;
  readonly logs: readonly { readonly origin: string; readonly size: number; readonly cosigned: string | null }[];
  /** Folders of evidence. */
  readonly alarms: readonly string[];
  /** Whether it answers at its port; `null` where the port is not a fixed one. */
  readonly answers: boolean | null;
}

const TIMEOUT_MS = 3_000;

/** @throws AnchorError as a start does */
export async function readStatus(config: WitnessConfig): Promise<WitnessStatus> {
  const { key } = readSigner(config.keyFile, 4);
  const state = new WitnessStateFile(config.stateFile, key);
  const logs = readPolicy(config.logsFile).policy.logs.map((log) => {
    const recorded = state.get(log.key.name);
    const cosigned = recorded === undefined ? null : new Date(recorded.time * 1000).toISOString();
    return { origin: log.key.name, size: recorded?.checkpoint.size ?? 0, cosigned };
  });
  const alarms = casesOf(config.evidenceFolder).map(({ name }) => name);
  return { name: key.name, vkey: encodeVkey(key), logs, alarms, answers: await answers(config) };
}

async function answers({ host, port }: WitnessConfig): Promise<boolean | null> {
  if (port === 0) return null;
  const name = host.includes(':') ? `[${host}]` : host;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`http://${name}:${port}/healthz`, { signal, redirect: 'error' });
    await response.body?.cancel();
    // 503 is the answer of a witness with an alarm.
    return response.ok || response.status === 503;
  } catch {
    return false;
  }
}
