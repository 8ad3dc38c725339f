import { join } from 'node:path';
import { Command } from 'commander';
import { writeDurably } from '../adapters/durable-file.js';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { openSource } from '../verify/sources.js';
import { AGREE, HELD, JSON_LINE, LOG, now, readStatement, type Say, sayChanges } from './command-parts.js';
import { cosignCommand } from './cosign-command.js';
import { followCommand } from './follow-command.js';
import { newestOf } from './history.js';
import { assertHeld, readPublicHistory } from './public-history.js';
import { addLine, changesOf, propose, readDraft, unite } from './statement.js';

/** `policy propose|sign|cosign|publish|follow`: how the key of a log and its witnesses change. */
export function policyCommand(say: Say): Command {
  return new Command('policy')
    .description('Changes the key of a log, its witnesses or their quorum by a signed statement (docs/rotation.md).')
    .addCommand(proposeCommand(say))
    .addCommand(signCommand(say))
    .addCommand(cosignCommand(say))
    .addCommand(publishCommand(say))
    .addCommand(followCommand(say));
}

function proposeCommand(say: Say): Command {
  return new Command('propose')
    .description('The operator draws up a statement and signs it with the keys of the log, the old one and the new.')
    .requiredOption(...LOG)
    .requiredOption('--to <file>', 'the policy file that is to stand')
    .requiredOption('--key <file...>', 'key files of the log')
    .requiredOption('--out <file>', 'the statement to be made')
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExample:\n  fit4work-log-admin policy propose --log log --to policy.new --key log.key new.key --out change',
    )
    .action(async (flags: { log: string; to: string; key: string[]; out: string }) => {
      const history = await readPublicHistory(openSource(flags.log));
      const signers = flags.key.map((file) => readSigner(file, 1));
      const bytes = propose(history, { to: readPolicy(flags.to).text, time: now(), signers });
      writeDurably(flags.out, bytes, true);
      const { number, policy } = readDraft(history, bytes);
      const changes = changesOf(newestOf(history), policy);
      say(`${flags.out} is statement ${number}: ${changes.join('; ')}. Send it to the witnesses to cosign.`, {
        event: 'proposed',
        number,
        changes,
      });
    });
}

interface SignFlags {
  readonly log: string;
  readonly key: string;
  readonly policy: string;
  readonly agree?: true;
}

function signCommand(say: Say): Command {
  return new Command('sign')
    .description('Shows what a statement changes and, with --agree, adds the line of a key of the log to the file.')
    .argument('<statement>', 'the file of the statement')
    .requiredOption(...LOG)
    .requiredOption(...HELD)
    .requiredOption('--key <file>', 'the key file of the log')
    .option(...AGREE)
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-log-admin policy sign change --log https://log.example --policy policy --key own.key\n' +
        '  fit4work-log-admin policy sign change --log https://log.example --policy policy --key own.key --agree',
    )
    .action(async (file: string, flags: SignFlags) => {
      const history = await readPublicHistory(openSource(flags.log));
      assertHeld(history, readPolicy(flags.policy).text);
      const bytes = readStatement(file);
      const changes = changesOf(newestOf(history), readDraft(history, bytes).policy);
      const signed = addLine(history, bytes, { signer: readSigner(flags.key, 1), time: now() });
      if (flags.agree) writeDurably(file, signed);
      sayChanges(say, changes, flags.agree);
    });
}

function publishCommand(say: Say): Command {
  return new Command('publish')
    .description('The operator unites what came back from the witnesses and puts it where the anchor finds it.')
    .argument('<statements...>', 'copies of one statement, each with more lines')
    .requiredOption(...LOG)
    .requiredOption('--policies <folder>', 'FIT4WORK_ANCHOR_POLICIES of the anchor')
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExample:\n  fit4work-log-admin policy publish change.council change.university --log log --policies policies',
    )
    .action(async (files: string[], flags: { log: string; policies: string }) => {
      const history = await readPublicHistory(openSource(flags.log));
      const { number, statement } = unite(history, files.map(readStatement));
      const file = join(flags.policies, String(number));
      writeDurably(file, statement, true);
      say(
        `${file} is complete. Start the anchor anew with FIT4WORK_ANCHOR_POLICIES=${flags.policies} and, for a new key of the log, FIT4WORK_ANCHOR_NEXT_KEY.`,
        { event: 'published', number },
      );
    });
}
