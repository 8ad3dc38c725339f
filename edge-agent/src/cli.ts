import { Command } from 'commander';
import { addDoctor } from './commands/doctor-command.js';
import { addEnrol } from './commands/enrol-command.js';
import { addExport } from './commands/export-command.js';
import { addConsent } from './commands/grant-command.js';
import { addGrants } from './commands/grants-command.js';
import { addPairing } from './commands/pair-command.js';
import { addReads } from './commands/reads-command.js';
import { addRun } from './commands/run-command.js';
import { addSamples } from './commands/samples-command.js';
import { addStatus } from './commands/status-command.js';
import { type Environment, toConfig } from './config.js';
import { type Context, createContext } from './context.js';

/* The commands: each file of commands/ reads arguments, calls one operation and prints its result. */

export function buildProgram(env: Environment): Command {
  const program = new Command('fit4work-agent')
    .description('The bridge of one employee: reads wristbands, seals what they measure, publishes it')
    .showHelpAfterError('(fit4work-agent --help lists the commands)');
  const withContext = async (use: (context: Context) => Promise<void>): Promise<void> => {
    const context = await createContext(toConfig(env));
    try {
      await use(context);
    } finally {
      await context.vault.close();
    }
  };
  addEnrol(program, withContext);
  addPairing(program, withContext);
  addRun(program, withContext);
  addStatus(program, env, withContext);
  addSamples(program, env, withContext);
  addConsent(program, withContext);
  addGrants(program, env, withContext);
  addReads(program, env, withContext);
  addExport(program, env, withContext);
  addDoctor(program, env);
  return program;
}
