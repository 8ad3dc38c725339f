import {
  type ConsentRecord,
  isComplete,
  jwsText,
  openConsent,
  ProtocolError,
  parseRelease,
  seal,
  toHex,
  verifyRelease,
} from '@fit4work/protocol';
import { grantsOf, withdrawnAt } from '../core/consent-history.js';
import type { NewRecord } from '../ports.js';
import { keep, own, type RestorePorts, type TakePorts, type Trusted, takeAll } from './take-records.js';

/** A consent record as it was signed. */
export interface TakenConsent {
  readonly record: ConsentRecord;
  readonly bytes: Uint8Array;
}

/** Takes every consent record, verified under the identity, in the order in which the coach API stored them. */
export const takeConsent = (
  ports: TakePorts,
  trusted: Trusted,
  take: (taken: readonly TakenConsent[]) => Promise<void>,
): Promise<void> =>
  takeAll(ports, 'consents', (items, attempt) =>
    take(
      items.flatMap((bytes): readonly TakenConsent[] => {
        const record = attempt(() => {
          const opened = openConsent(jwsText(bytes), trusted.keys.identityPublicKey);
          own(opened.kind === 'grant' ? opened.grant : opened.withdrawal, trusted);
          return opened;
        });
        return record === undefined ? [] : [{ record, bytes }];
      }),
    ),
  );

/**
 * Takes every release, verified under the key of its agent.
 *
 * @returns the heads of consent that they name
 */
export async function takeReleases(
  ports: TakePorts,
  trusted: Trusted,
  take: (releases: readonly Uint8Array[]) => Promise<void>,
): Promise<readonly string[]> {
  const heads = new Set<string>();
  await takeAll(ports, 'releases', async (items, attempt) => {
    const kept = items.filter((bytes) => {
      const release = attempt(() => {
        const parsed = own(parseRelease(bytes), trusted);
        const agent = trusted.agents.find((each) => each.agent === parsed.agent);
        if (agent === undefined) throw new ProtocolError('bad-signature', 'no certified agent signed the release');
        verifyRelease(parsed, agent.publicKey);
        return parsed;
      });
      for (const head of release?.consent ?? []) heads.add(toHex(head));
      return release !== undefined;
    });
    await take(kept);
  });
  return [...heads];
}

/** The whole history of consent, in its order, and the releases; what one record names and nobody gave is found. */
export async function restoreConsent(ports: RestorePorts, trusted: Trusted): Promise<void> {
  const records: ConsentRecord[] = [];
  const consentOf = ({ bytes }: TakenConsent): NewRecord => ({
    ...{ kind: 'consent', bytes },
    payload: seal(bytes, trusted.pins.coachBoxKey),
  });
  await takeConsent(ports, trusted, async (taken) => {
    records.push(...taken.map(({ record }) => record));
    await keep(ports, taken.map(consentOf));
  });
  // Whether one was ended meanwhile the coach API alone says: nothing goes out under it before the employee has looked.
  await ports.outbox.holdGrants(grantsOf(records).flatMap(({ id }) => (withdrawnAt(id, records) ? [] : [id])));
  const heads = await takeReleases(ports, trusted, (releases) =>
    keep(
      ports,
      releases.map((bytes) => ({ kind: 'release', bytes, payload: bytes })),
    ),
  );
  if (!isComplete(records, heads)) ports.findings.note('consents', 'record-missing');
}
