import { toHex } from '@fit4work/protocol';
import type { Command } from 'commander';
import { readNamedFile } from '../config.js';
import { enrolledIdentity, type WithContext } from '../context.js';
import { enrol, parseInvitation } from '../enrol.js';
import { passphraseFile, print, readPassphrase } from './options.js';
import { addPairOptions, type PairOptions, pairWith } from './pair-command.js';

/** Adds `enrol`: makes the keys of an employee and registers their public halves. */
export function addEnrol(program: Command, withContext: WithContext): void {
  const command = program
    .command('enrol')
    .description('make the keys of an employee and register them; prints the 24 recovery words once')
    .requiredOption('--invitation <file>', 'the invitation as the administrator sent it')
    .addOption(passphraseFile().makeOptionMandatory())
    .option('--address <address>', 'pair this wearable as well');
  addPairOptions(command).action((options: PairOptions & { invitation: string; passphraseFile: string }) =>
    withContext(async (context) => {
      if (options.address !== undefined) await pairWith(context, options);
      const invitation = parseInvitation(readNamedFile(options.invitation, 'The invitation'));
      const words = await enrol(context, invitation, readPassphrase(options.passphraseFile));
      const { pseudonym } = await enrolledIdentity(context);
      print({ pseudonym: toHex(pseudonym), recoveryWords: words });
    }),
  );
}
