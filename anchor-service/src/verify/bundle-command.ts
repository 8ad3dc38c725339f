import { statSync } from 'node:fs';
import { type CommonFlags, contradictionOf, names, open } from './commands.js';
import { FindingError } from './finding-error.js';
import { folderEvidence } from './folder-evidence.js';
import { policyOf } from './given-files.js';
import { judgeEvidence } from './judge-evidence.js';
import { readServedPolicies, type ServedPolicies } from './policy-chain.js';
import { folderReader } from './sources.js';
import { type Verdict, verdictOf } from './verdict.js';
import { verifyWords } from './verify-words.js';

/** `fit4work-verify evidence` */
export async function judgeBundle(
  folder: string,
  flags: CommonFlags & { readonly log?: string; readonly policies?: string },
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const words = verifyWords(flags.language);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new FindingError({ kind: 'bad-file', path: folder, detail: 'It is no folder.' });
  }
  const copy = flags.log === undefined ? undefined : open(flags.log);
  const served = flags.policies === undefined ? undefined : await statementsIn(flags.policies);
  const judged = await judgeEvidence(folderEvidence(folder), policy, { served, copy });
  const { relation, cosigned, passedOver, ...rest } = judged;
  const [a, b] = cosigned;
  const json = { relation, cosigned, ...rest, ...(passedOver.length > 0 && { passedOver }) };
  const over = passedOver.length === 0 ? [] : [words.passedOver(passedOver.join(', '))];
  const ofStatements = 'numbers' in judged;
  const who = words.cosigned(names(a, flags.language), names(b, flags.language));
  if (relation !== 'contradictory') {
    const shown = ofStatements ? words.noOtherStatement : words.noContradiction(judged.sizes);
    const notShown = ofStatements ? words.onlyADraft : judged.hasPath ? words.undecided : words.noProof;
    return relation === 'consistent'
      ? { judgement: 'sound', sentences: [shown, who, ...over], json }
      : { judgement: 'unknown', sentences: [notShown, ...over], json };
  }
  const finding = ofStatements
    ? new FindingError({ kind: 'two-statements', path: folder, index: judged.numbers[0] })
    : contradictionOf(folder, judged.sizes);
  const verdict = verdictOf(finding, flags.language);
  return { ...verdict, sentences: [...verdict.sentences, who, ...over], json: { ...verdict.json, ...json } };
}

/** Statements out of a folder of their own, as a log serves them below `policies/`. */
function statementsIn(folder: string): Promise<ServedPolicies> {
  const read = folderReader(folder);
  return readServedPolicies((path) => read(path.replace(/^policies\//, '')));
}
