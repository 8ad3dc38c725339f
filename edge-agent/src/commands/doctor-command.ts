import type { Command } from 'commander';
import { doctorMachine } from '../adapters/doctor-machine.js';
import type { Environment } from '../config.js';
import type { Language } from '../core/language.js';
import { type DoctorMachine, examine } from '../doctor/doctor.js';
import { checklist } from '../doctor/doctor-checklist.js';
import { tell } from '../doctor/doctor-words.js';
import { languageOption } from './options.js';

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
    .addOption(languageOption(env, 'of the findings'))
    .addHelpText('after', '\nExample:\n  fit4work-agent doctor')
    .action(async ({ json = false, language }: DoctorOptions) => {
      const told = tell(await examine(machine, env.FIT4WORK_AGENT_STATE), language);
      process.stdout.write(`${json ? JSON.stringify(told) : checklist(told, language).join('\n')}\n`);
      if (!told.usable) process.exitCode = 1;
    });
}
