import {
  type BoxKeyPair,
  type ErasureCertificate,
  equalBytes,
  openErasureCertificate,
  toHex,
} from '@fit4work/protocol';
import { type CertificateProblem, comparison } from './core/certificate.js';
import type { ShownErasure } from './core/shown-erasure.js';
import { type LetterPorts, type OpenedLetter, openLetters } from './open-letters.js';
import type { Unbelieved } from './own-messages.js';
import type { Identity, KeptErasure, Outbox, Vault, Verdict } from './ports.js';
import { witnessesOfPlaces } from './witnessed-places.js';
import type { ShownLetter } from './write-message.js';

/** What was asked, what the coach API confirmed, and what came of its certificate when it was last looked at. */
export async function ownErasures({
  vault,
  outbox,
}: {
  readonly vault: Vault;
  readonly outbox: Pick<Outbox, 'anchoredRecords' | 'logState'>;
}): Promise<readonly ShownErasure[]> {
  const records = await outbox.anchoredRecords();
  const witnessesOf = await witnessesOfPlaces(outbox, (await vault.identity())?.pins.policy);
  return (await vault.erasures()).map(({ leaf, from, until, issued, verdict }) => {
    const record = records.find((each) => equalBytes(each.leaf, leaf));
    return {
      ...{ leaf: toHex(leaf), from, until, issued },
      ...{ received: record?.received ?? false, logIndex: record?.logIndex ?? null },
      witnesses: witnessesOf(record?.logIndex),
      certificate:
        verdict === undefined
          ? null
          : {
              ...{ time: verdict.time, envelopes: verdict.envelopes },
              ...{ logIndex: verdict.logIndex ?? null, witnesses: witnessesOf(verdict.logIndex) },
              problem: verdict.problem ?? null,
            },
    };
  });
}

/** Whether no certificate that was looked at is contradicted; one that nobody here can compare is not. */
export const isSound = (unbelieved: readonly Unbelieved[], erasures: readonly ShownErasure[]): boolean =>
  unbelieved.length === 0 &&
  erasures.every(({ certificate }) => [null, 'not-comparable'].includes(certificate?.problem ?? null));

export interface LookedAt {
  readonly unbelieved: readonly Unbelieved[];
  /** Certificates of erasures that were not asked for here: another agent of this person may have. */
  readonly foreign: number;
  readonly letters: readonly ShownLetter[];
}

/**
 * Opens and verifies the certificates that came down, and keeps what came of each, so that it can be told without the passphrase.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function lookAtCertificates(
  ports: LetterPorts & { readonly vault: Vault },
  reader: { readonly identity: Identity; readonly vaultKey: BoxKeyPair },
): Promise<LookedAt> {
  const form = { kind: 'erasure', open: openErasureCertificate } as const;
  const { opened, refused } = await openLetters(ports, reader, form);
  const erasures = await ports.vault.erasures();
  let foreign = 0;
  for (const letter of opened) {
    const at = erasures.findIndex(({ leaf }) => equalBytes(leaf, letter.record.erasure));
    const erasure = erasures[at];
    if (erasure === undefined) foreign += 1;
    else {
      const problem = await problemOf(ports.outbox, letter, { erasure, earlier: erasures.slice(0, at), ...reader });
      // A log that does not answer says nothing of it.
      if (problem !== 'log-unreachable') await ports.vault.saveVerdict(erasure.leaf, verdictOf(letter, problem));
    }
  }
  const seen = [...refused, ...opened].map(({ kind, digest, acknowledged }) => ({ kind, digest, acknowledged }));
  return {
    unbelieved: refused.map(({ digest, problem }) => ({ id: toHex(digest), problem })),
    foreign,
    letters: seen,
  };
}

const verdictOf = (
  { record, proof }: OpenedLetter<ErasureCertificate>,
  problem: CertificateProblem | undefined,
): Verdict => ({ time: record.time, envelopes: record.envelopes, logIndex: proof?.index, problem });

async function problemOf(
  outbox: Outbox,
  { record, problems: [first] }: OpenedLetter<ErasureCertificate>,
  of: { readonly erasure: KeptErasure; readonly earlier: readonly KeptErasure[]; readonly identity: Identity },
): Promise<CertificateProblem | undefined> {
  if (first !== undefined) return first;
  const known = await outbox.pastEnvelopes();
  const past = known.map(({ leaf, windowStart: start }) => ({ leaf, start }));
  const alone = of.identity.agent === 1 && past.length === 0;
  return comparison(record, { own: await outbox.ownEnvelopes(), past, alone }, { ...of.erasure, earlier: of.earlier });
}
