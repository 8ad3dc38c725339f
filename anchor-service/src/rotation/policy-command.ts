import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSignedPolicyStatement, pinPolicy } from '@fit4work/protocol';
import { Command, Option } from 'commander';
import { writeDurably } from '../adapters/durable-file.js';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import { openSource } from '../verify/sources.js';
import { assertHeld, followPublic, readPublicHistory } from './follow.js';
import { newestOf } from './history.js';
import { addLine, changesOf, propose, readDraft, unite } from './statement.js';

/** What a command says: to people a text, to machines one line of JSON. */
export type Say = (text: string, json: Readonly<Record<string, unknown>>) => void;

const now = (): number => Math.floor(Date.now() / 1000);
const LOG = ['--log <source>', 'the public folder of the log, or its address'] as const;
const JSON_LINE = ['--json', 'print one line of JSON'] as const;

/** `policy propose|sign|cosign|publish|follow`: how the key of a log and its witnesses change. */
export function policyCommand(say: Say): Command {
  return new Command('policy')
    .description('Changes the key of a log, its witnesses or their quorum by a signed statement (docs/rotation.md).')
    .addCommand(proposeCommand(say))
    .addCommand(signCommand(say, 'sign'))
    .addCommand(signCommand(say, 'cosign'))
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

function signCommand(say: Say, verb: 'sign' | 'cosign'): Command {
  const [who, type] = verb === 'sign' ? (['a key of the log', 1] as const) : (['a witness', 4] as const);
  return new Command(verb)
    .description(`Shows what a statement changes and, with --agree, adds the line of ${who} to the file.`)
    .argument('<statement>', 'the file of the statement')
    .requiredOption(...LOG)
    .requiredOption('--policy <file>', 'the policy that you hold, which must be the newest of the log')
    .requiredOption('--key <file>', `the key file of ${who}`)
    .option('--agree', 'you looked at the changes and sign them')
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      `\nExamples:\n  fit4work-log-admin policy ${verb} change --log https://log.example --policy policy --key own.key\n` +
        `  fit4work-log-admin policy ${verb} change --log https://log.example --policy policy --key own.key --agree`,
    )
    .action(async (file: string, flags: SignFlags) => {
      const history = await readPublicHistory(openSource(flags.log));
      assertHeld(history, readPolicy(flags.policy).text);
      const bytes = readStatement(file);
      const changes = changesOf(newestOf(history), readDraft(history, bytes).policy);
      const signer = readSigner(flags.key, type);
      const signed = addLine(history, bytes, { signer, time: now() });
      if (flags.agree) writeDurably(file, signed);
      const next = flags.agree ? 'Signed: send the file back.' : 'Nothing is signed yet: add --agree to sign.';
      say(`${changes.join('\n')}\n${next}`, { event: flags.agree ? 'signed' : 'shown', changes });
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

function followCommand(say: Say): Command {
  return new Command('follow')
    .description(
      'Brings your policy file up to the newest policy of the log, when every statement on the way verifies.',
    )
    .requiredOption(...LOG)
    .addOption(new Option('--policy <file>', 'the policy file that you hold').makeOptionMandatory())
    .option(...JSON_LINE)
    .addHelpText('after', '\nExample:\n  fit4work-log-admin policy follow --log https://log.example --policy policy')
    .action(async (flags: { log: string; policy: string }) => {
      const { text } = readPolicy(flags.policy);
      const newest = await followPublic(openSource(flags.log), text);
      if (newest.text === text) {
        say('Your policy is the newest one of the log.', { event: 'unchanged' });
        return;
      }
      const changes = changesOf(pinPolicy(text), newest.policy);
      writeDurably(flags.policy, new TextEncoder().encode(newest.text));
      say(`${changes.join('\n')}\n${flags.policy} is now policy ${newest.number}: start your witness anew.`, {
        event: 'followed',
        number: newest.number,
        changes,
      });
    });
}

function readStatement(file: string): Uint8Array {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    parseSignedPolicyStatement(bytes);
    return bytes;
  } catch (cause) {
    throw new AnchorError('bad-statement', `${file} is no policy statement: give one that "policy propose" made.`, {
      cause,
    });
  }
}
