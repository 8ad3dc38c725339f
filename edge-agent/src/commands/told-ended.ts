import type { Context } from '../context.js';
import type { Language } from '../core/language.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';

/** Where the agent was ended, what came in before is all that is shown: who reads it is told, and a script by exit code 1. */
export async function tellIfEnded({ findings }: Pick<Context, 'findings'>, language: Language): Promise<void> {
  const ended = (await findings.findings()).some((each) => each.code === 'agent-ended' && each.ended === undefined);
  if (!ended) return;
  process.stderr.write(`fit4work-agent: ${ENROL_REFUSALS.agentEnded[language]}\n`);
  process.exitCode = 1;
}
