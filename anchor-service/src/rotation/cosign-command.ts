import { Command } from 'commander';
import { writeDurably } from '../adapters/durable-file.js';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { lockState } from '../adapters/state-lock.js';
import { readEnv } from '../config.js';
import { AnchorError } from '../error.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { openSource } from '../verify/sources.js';
import { readWitnessConfig } from '../witness/config.js';
import { WitnessStateFile } from '../witness/state-file.js';
import { StatementMemory } from '../witness/statement-memory.js';
import { AGREE, HELD, JSON_LINE, LOG, now, readStatement, type Say, sayChanges } from './command-parts.js';
import { cosignOnce } from './cosign-once.js';
import { newestOf } from './history.js';
import { assertHeld, readPublicHistory } from './public-history.js';
import { changesOf, readDraft } from './statement.js';

interface CosignFlags {
  readonly log: string;
  readonly policy: string;
  readonly config?: string;
  readonly agree?: true;
}

/** `policy cosign`: a witness adds its line, for one text of each number alone. */
export function cosignCommand(say: Say): Command {
  return new Command('cosign')
    .description('Shows what a statement changes and, with --agree, adds the line of a witness to the file.')
    .argument('<statement>', 'the file of the statement')
    .requiredOption(...LOG)
    .requiredOption(...HELD)
    .option('--config <file>', 'the witness.json of the witness; variables FIT4WORK_WITNESS_… go before it')
    .option(...AGREE)
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-log-admin policy cosign change --log https://log.example --policy policy --config witness/witness.json\n' +
        '  fit4work-log-admin policy cosign change --log https://log.example --policy policy --config witness/witness.json --agree',
    )
    .action(async (file: string, flags: CosignFlags) => {
      const history = await readPublicHistory(openSource(flags.log));
      assertHeld(history, readPolicy(flags.policy).text);
      const bytes = readStatement(file);
      const changes = changesOf(newestOf(history), readDraft(history, bytes).policy);
      const { keyFile, stateFile, statementsFile, evidenceFolder } = readWitnessConfig(readEnv(), flags.config);
      const signer = readSigner(keyFile, 4);
      const unlock = lockState(statementsFile, 'witness');
      try {
        const openMemory = (): StatementMemory => new StatementMemory(statementsFile, signer.key);
        const openState = (): WitnessStateFile => new WitnessStateFile(stateFile, signer.key, () => openMemory().size);
        // A memory that was lost must not begin anew.
        openState();
        const memory = openMemory();
        const evidence = new EvidenceFolder(evidenceFolder);
        const signed = cosignOnce({ memory, evidence, history }, bytes, { signer, time: now() });
        if (flags.agree) {
          // A crash before it: nothing was cosigned. After it: the text is remembered, and the same may be cosigned again.
          memory.put(signed);
          noteUnlessBusy(stateFile, openState);
          writeDurably(file, signed);
        }
      } finally {
        unlock();
      }
      sayChanges(say, changes, flags.agree);
    });
}

/** Has the state note that a statement was cosigned; a witness that runs does so with its next checkpoint. */
function noteUnlessBusy(stateFile: string, openState: () => WitnessStateFile): void {
  let unlock: () => void;
  try {
    unlock = lockState(stateFile, 'witness');
  } catch (error) {
    if (error instanceof AnchorError && error.code === 'busy-state') return;
    throw error;
  }
  try {
    openState().prepare();
  } finally {
    unlock();
  }
}
