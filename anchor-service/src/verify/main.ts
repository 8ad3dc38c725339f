#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { Command } from 'commander';
import sodium from 'libsodium-wrappers';
import { readPolicy } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import { openSource } from './sources.js';
import { type VerifiedLog, verifyLog } from './verify-log.js';

interface Flags {
  readonly policy: string;
  readonly json?: true;
}

/** What is printed, and the exit code: 0 sound, 1 unsound, 2 could not tell. */
interface Verdict {
  readonly code: 0 | 1 | 2;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const command = new Command('fit4work-verify')
  .description(
    'Verifies a whole log, from its first leaf to its checkpoint. Exit: 0 sound, 1 unsound, 2 could not tell.',
  )
  .argument('<log>', 'the folder of the log, or its address')
  .requiredOption('--policy <file>', 'whom to trust: the policy file, from a source other than the log')
  .option('--json', 'print one line of JSON')
  .exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : 2))
  .action(async (log: string, flags: Flags) => {
    await sodium.ready;
    useHasher(nodeHasher);
    const verdict = await judge(log, flags.policy);
    writeSync(1, `${flags.json ? JSON.stringify(verdict.json) : verdict.text}\n`);
    process.exitCode = verdict.code;
  });

await command.parseAsync();

async function judge(log: string, policyFile: string): Promise<Verdict> {
  try {
    const { policy } = readPolicy(policyFile);
    return soundVerdict(await verifyLog({ read: openSource(log), policy }));
  } catch (error) {
    const unsound = error instanceof AnchorError && error.code === 'unsound';
    const reason = error instanceof AnchorError ? error.message : String(error);
    const verdict = unsound ? 'unsound' : 'unknown';
    const text = unsound ? `Unsound. ${reason}` : `Could not tell. ${reason}`;
    return { code: unsound ? 1 : 2, text, json: { verdict, reason } };
  }
}

function soundVerdict({ size, root, blocks, checkpoint }: VerifiedLog): Verdict {
  const hex = Buffer.from(root).toString('hex');
  const witnesses = Object.fromEntries(checkpoint.cosigned);
  const text = `Sound. ${size} leaves in ${blocks} blocks, cosigned by ${[...checkpoint.cosigned.keys()].join(', ') || 'nobody'}. Root ${hex}.`;
  return { code: 0, text, json: { verdict: 'sound', size, blocks, root: hex, witnesses } };
}
