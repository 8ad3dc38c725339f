import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import type { Command } from 'commander';
import { doctorMachine } from '../adapters/doctor-machine.js';
import { repairVault } from '../adapters/sqlite-repair.js';
import { toSettings } from '../config.js';
import { DOCTOR_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { repairedLines } from '../core/repair-words.js';
import { type DoctorMachine, examine } from '../doctor/doctor.js';
import { checklist } from '../doctor/doctor-checklist.js';
import { tell } from '../doctor/doctor-words.js';
import { jsonOption, languageOption, print, say } from './options.js';
import { examples, type Surroundings } from './speaking.js';

interface DoctorOptions {
  readonly repair?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/**
 * Adds `doctor`. It asks for no valid configuration and opens no vault, so that it works where no other command does:
 * before the enrolment, and with variables that the others refuse.
 */
export function addDoctor(
  program: Command,
  { env, language }: Surroundings,
  machine: DoctorMachine = doctorMachine,
): void {
  const says = inLanguage(DOCTOR_HELP, language);
  program
    .command('doctor')
    .summary(says.summary)
    .description(says.description)
    .option('--repair', says.repair)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent doctor', 'fit4work-agent doctor --repair']))
    .action(async ({ repair = false, json = false, language }: DoctorOptions) => {
      if (repair) {
        const { state } = toSettings(env);
        await cryptoReady;
        const repaired = repairVault(join(state, 'vault.db'), machine.now());
        return json ? print({ sound: repaired === undefined, ...repaired }) : say(repairedLines(repaired, language));
      }
      const told = tell(await examine(machine, env.FIT4WORK_AGENT_STATE), language);
      process.stdout.write(`${json ? JSON.stringify(told) : checklist(told, language).join('\n')}\n`);
      if (!told.usable) process.exitCode = 1;
    });
}
