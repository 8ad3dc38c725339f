import { verifyPack } from '../audit/verify-pack.js';
import { type CommonFlags, names, type Surroundings } from './commands.js';
import { isDatedAhead, withTimes } from './doubtful-times.js';
import { policyOf, readGiven } from './given-files.js';
import type { Verdict } from './verdict.js';
import { verifyWords } from './verify-words.js';

/** `fit4work-verify pack` */
export function judgePack(
  file: string,
  flags: CommonFlags & { readonly coachKey?: Uint8Array },
  { clock }: Surroundings,
): Verdict {
  const policy = policyOf(flags.policy);
  const { report, blocks, chain, checkpoint, erasuresVerified } = verifyPack(readGiven(file), policy, flags.coachKey);
  const { period } = report;
  const { size } = checkpoint.checkpoint;
  const words = verifyWords(flags.language);
  const witnesses = names(checkpoint.cosigned.keys(), flags.language);
  const said = { from: period.from, until: period.until, blocks, size, witnesses };
  const sentences = [words.pack(said), ...(erasuresVerified ? [] : [words.erasuresAsSaid])];
  const proven = { period, blocks, size, witnesses: Object.fromEntries(checkpoint.cosigned) };
  const verdict = { judgement: 'sound', sentences, json: { ...proven, erasuresVerified } } as const;
  const now = clock();
  const block = chain.find((one) => isDatedAhead(one, now));
  return withTimes(verdict, { cosigned: checkpoint.cosigned, block }, { language: flags.language, now });
}
