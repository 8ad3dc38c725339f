import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type Plan, toPlan } from './core/plan.js';
import { SimError } from './error.js';

export interface Config {
  readonly plan: Plan;
}

/** This process takes all it needs from its command line; nothing of its own comes from the environment. */
export function readArguments(argv: readonly string[]): Config {
  const command = new Command('fit4work-sim')
    .description('Plays wrist wearables on a virtual radio, served as H4 over TCP on loopback.')
    .requiredOption('--plan <file>', 'JSON plan: the port, and the wearables to play')
    .parse([...argv]);
  const { plan } = command.opts<{ plan: string }>();
  return Object.freeze({ plan: toPlan(readJson(plan)) });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'is not JSON; correct it' : 'cannot be read; check its name';
    // Without the cause: a syntax error quotes the text, and the text holds keys.
    throw new SimError('bad-plan', `The plan ${file} ${what}.`);
  }
}
