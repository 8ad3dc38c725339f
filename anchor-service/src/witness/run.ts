import { createJournal } from '../adapters/journal.js';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { announceListening, listen } from '../adapters/process.js';
import { lockState } from '../adapters/state-lock.js';
import { AnchorError } from '../error.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { Journal } from '../ports.js';
import { type KeptHistory, readKeptHistory } from '../rotation/kept-history.js';
import { buildWitnessApp } from './app.js';
import type { WitnessConfig } from './config.js';
import { WitnessStateFile } from './state-file.js';
import { StatementMemory } from './statement-memory.js';

/** Starts a witness. @returns ends it @throws AnchorError in one sentence why it cannot start */
export async function startWitness(config: WitnessConfig): Promise<() => Promise<void>> {
  const signer = readSigner(config.keyFile, 4);
  const { logs } = readPolicy(config.logsFile).policy;
  const journal = createJournal('fit4work-witness');
  const history = historyIfUsable(config.logsFile, journal);
  // Before the state is read: what another process still writes is not what stands there.
  const unlock = lockState(config.stateFile, 'witness');
  // Read anew each time: `policy cosign` adds to it while the witness runs.
  const countStatements = (): number => new StatementMemory(config.statementsFile, signer.key).size;
  const state = new WitnessStateFile(config.stateFile, signer.key, countStatements);
  const app = buildWitnessApp({
    signer,
    logs,
    history,
    state,
    evidence: new EvidenceFolder(config.evidenceFolder),
    clock: () => Math.floor(Date.now() / 1000),
    journal,
    limits: {
      perSecond: config.perSecond,
      trustedProxy: config.trustedProxy,
      connectionsOfOne: config.connectionsOfOne,
    },
  });
  // Before the state is made: a busy port leaves no state behind.
  const port = await listen(app, config.host, config.port);
  state.prepare();
  announceListening(port);
  return async () => {
    await app.close();
    unlock();
  };
}

/** Evidence is easier to judge with it; to cosign without it is better than not to cosign. */
function historyIfUsable(logsFile: string, journal: Journal): KeptHistory | undefined {
  try {
    return readKeptHistory(logsFile);
  } catch (error) {
    if (!(error instanceof AnchorError)) throw error;
    journal.warn('history-unusable', { code: error.code });
    return undefined;
  }
}
