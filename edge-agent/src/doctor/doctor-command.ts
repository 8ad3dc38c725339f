import { type Command, Option } from 'commander';
import { doctorMachine } from '../adapters/doctor-machine.js';
import type { Environment } from '../config.js';
import { type DoctorMachine, examine } from './doctor.js';
import { checklist } from './doctor-checklist.js';
import { type Language, tell } from './doctor-words.js';

interface DoctorOptions {
  readonly json?: boolean;
  readonly language: Language;
}

/**
 * Adds `doctor`. It asks for no valid configuration and opens no vault, so that it works where no other command does:
 * before the enrolment, and with variables that the others refuse.
 */
export function addDoctor(program: Command, env: Environment, machine: DoctorMachine = doctorMachine): void {
  program
    .command('doctor')
    .description('says which radio is used and why, what is wrong with it, and what to do; exit 1 if none is usable')
    .option('--json', 'give the findings as one JSON object')
    .addOption(
      new Option('--language <code>', 'of the findings').choices(['nl', 'en']).default(languageOf(env), 'from LANG'),
    )
    .action(async ({ json = false, language }: DoctorOptions) => {
      const told = tell(await examine(machine, env.FIT4WORK_AGENT_STATE), language);
      process.stdout.write(`${json ? JSON.stringify(told) : checklist(told, language).join('\n')}\n`);
      if (!told.usable) process.exitCode = 1;
    });
}

const languageOf = (env: Environment): Language => (/^nl([_.@-]|$)/i.test(env.LANG ?? '') ? 'nl' : 'en');
