import { openRead, type Read, toHex } from '@fit4work/protocol';
import { coverageProblem, ON_ITS_WAY } from './core/read-coverage.js';
import type { CoverageProblem, OwnRead } from './core/shown-read.js';
import {
  type LetterPorts,
  type LetterReader,
  type OpenedLetter,
  openLetters,
  type RefusedLetter,
} from './open-letters.js';
import { ownConsent } from './own-consent.js';

/**
 * Every read that was told, verified here: the coach API's signature, the proof in the log, and that a grant covered it.
 * None is left out, whatever is wrong with it.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function ownReads(ports: LetterPorts, reader: LetterReader): Promise<readonly OwnRead[]> {
  const { opened, refused } = await openLetters(ports, reader, { kind: 'read', open: openRead });
  const consent = await ownConsent(ports.outbox, reader.identity);
  const shown = opened.map((letter) => showRead(letter, coverageProblem(letter.record, consent, letter.proof?.index)));
  return [...shown, ...refused.map(showRefused)].sort(byTime);
}

/** What has no time that could be believed comes last. */
const byTime = (a: OwnRead, b: OwnRead): number =>
  (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY) || (a.digest < b.digest ? -1 : 1);

const showRefused = ({ digest, problem, acknowledged }: RefusedLetter): OwnRead => ({
  ...{ digest: toHex(digest), leaf: null, coach: null, purpose: null, metrics: [], granularity: null },
  ...{ from: null, until: null, time: null, grants: [], proof: null },
  problems: [problem],
  withdrawalOnItsWay: false,
  acknowledged,
});

function showRead(
  { digest, leaf, record, proof, problems, acknowledged }: OpenedLetter<Read>,
  coverage: CoverageProblem | typeof ON_ITS_WAY | undefined,
): OwnRead {
  const { coach, purpose, metrics, granularity, from, until, time, grants } = record;
  return {
    ...{ digest: toHex(digest), leaf, coach, purpose, metrics, granularity, from, until, time },
    grants: grants.map(toHex),
    proof,
    problems: [...problems, ...(coverage === undefined || coverage === ON_ITS_WAY ? [] : [coverage])],
    withdrawalOnItsWay: coverage === ON_ITS_WAY,
    acknowledged,
  };
}
