import { readFileSync } from 'node:fs';
import { type FaultPlan, toFaults } from './core/fault-plan.js';
import { type Plan, toPlan } from './core/plan.js';
import { SimError } from './error.js';
import { readOptions } from './options.js';
import { planOf } from './people.js';
import { recordingsIn } from './recording-files.js';

export interface Config {
  readonly plan: Plan;
  /** Whether the keys go on the line that says where it listens: those of generated people, who are nobody. */
  readonly showKeys: boolean;
  /** The file that the keys are written to. */
  readonly keys: string | undefined;
  /** The folder that recordings are written to, in the place of playing. */
  readonly write: string | undefined;
}

/** This process takes all it needs from its command line; nothing of its own comes from the environment. */
export function readArguments(argv: readonly string[], now: number): Config {
  const given = readOptions(argv);
  const { faults, keys, people, replay, write } = given;
  const rest = { keys, write, showKeys: people !== undefined && keys === undefined };
  if (given.plan !== undefined) return Object.freeze({ ...rest, plan: toPlan(readJson('plan', given.plan)) });
  const recordings = replay === undefined ? [] : recordingsIn(replay);
  const plan = planOf({ given, recordings, faults: faults === undefined ? [] : readFaults(faults), now });
  return Object.freeze({ ...rest, plan });
}

const readFaults = (file: string): readonly FaultPlan[] =>
  toFaults(readJson('list of faults', file), `In the list ${file}, faults`);

function readJson(kind: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'is not JSON; correct it' : 'cannot be read; check its name';
    // Without the cause: a syntax error quotes the text, and the text holds keys.
    throw new SimError('bad-plan', `The ${kind} ${file} ${what}.`);
  }
}
