import { createServer } from 'node:net';
import { signingKey } from '@fit4work/protocol';
import { openClaimed } from './adapters/claimed-database.js';
import { loadKeys, replaceKeyFile } from './adapters/key-file.js';
import { stderrLogger } from './adapters/logger.js';
import { CLIENT_ID } from './adapters/mqtt-link.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import { SqlOpeningStore } from './adapters/sql/opening-store.js';
import { SqlRegistry } from './adapters/sql/registry.js';
import { SqlSealedStore } from './adapters/sql/sealed-store.js';
import { CertifiedRegistry } from './certified-registry.js';
import type { Config } from './config.js';
import { InvitationMarks } from './core/invitation-marks.js';
import type { Secrets } from './core/key-file.js';
import { HELD_DAYS, heardBy, signersOf } from './core/rotated-keys.js';
import { CoachError } from './error.js';
import { KnownRetirements } from './known-retirements.js';
import { Openings } from './openings.js';
import { Resealing } from './resealing.js';

export interface Finishing {
  readonly now: number;
  readonly askPassphrase: () => Promise<string>;
  /** Although what cannot be opened is lost with the older keys. */
  readonly leaveUnopened: boolean;
  /** Although agents that have not heard of the newest key yet seal what nobody opens. */
  readonly leaveAgents: boolean;
}

/**
 * Destroys the older box secrets when nothing that is stored needs them. A crash before the key file is replaced leaves them, one
 * after it leaves nothing to do.
 *
 * @returns the secrets that are left
 * @throws CoachError `bad-config` where something needs the older secrets still, `at-work` beside a service
 */
export async function finishRotation(config: Config, finishing: Finishing): Promise<Secrets> {
  const { secrets, passphrase } = await loadKeys(config.keys, finishing.askPassphrase);
  const { signingSeed, boxes } = secrets;
  if (boxes.length === 1) return secrets;
  await refuseBesideService(config);
  const clock = { now: () => finishing.now };
  const database = await openClaimed({ ...config, clock, work: CLIENT_ID, onTaken: () => {} });
  try {
    const sealed = new SqlSealedStore(database);
    if (!finishing.leaveAgents) await refuseForAgents(sealed, secrets, finishing.now);
    const boxKeys = new SodiumOpener(boxes);
    const openings = new Openings({ opener: boxKeys, store: new SqlOpeningStore(database), clock });
    const logger = stderrLogger();
    // Without the journal: what is sealed anew is verified under an agent's key, and goes to nobody.
    const registry = new CertifiedRegistry({
      rows: new SqlRegistry(database, new InvitationMarks(signingKey(signingSeed))),
      known: { pinOf: () => undefined },
      retired: new KnownRetirements(),
      logger,
    });
    const resealing = new Resealing({
      ...{ sealed, boxKeys, openings, opener: openings, registry, logger },
      ...{ signingKey: signingKey(signingSeed), ownKeys: signersOf(secrets) },
    });
    const { unopened } = await resealing.run();
    if (unopened > 0 && !finishing.leaveUnopened) throw needed(unopened);
  } finally {
    await database.close();
  }
  const left: Secrets = { ...secrets, boxes: [boxes[0]] };
  await replaceKeyFile(config.keys.path, { secrets: left, passphrase });
  return left;
}

const needed = (count: number): CoachError =>
  new CoachError(
    'bad-config',
    `The older keys stay: ${count} stored records do not open or are damaged, so bring back a backup of them, or let them go with --leave-unopened.`,
  );

/** Agents ask for the list of rotations daily while they run: who was away for longer seals what waits anew, or asks its person to (SPEC.md clause 9.4). */
async function refuseForAgents(sealed: SqlSealedStore, secrets: Secrets, now: number): Promise<void> {
  const from = heardBy(secrets);
  if (from !== undefined && now >= from) return;
  const people = await sealed.enrolledBy(secrets.boxes[0].made);
  if (people === 0) return;
  const until =
    from === undefined
      ? 'no rotation names the newest key to agents; rotate once more'
      : `the newest key is younger than ${HELD_DAYS} days; finish from ${new Date(from * 1000).toISOString().slice(0, 10)} on`;
  throw new CoachError(
    'bad-config',
    `The older keys stay: ${people} people were enrolled before the newest key was made, and ${until}, or give up what their agents seal to an older one with --leave-agents.`,
  );
}

/**
 * A service that runs takes what is sealed to the older keys as it comes, and signs with the key that it has: what it confirmed
 * after the look would be lost.
 *
 * @throws CoachError `busy-port`
 */
export async function refuseBesideService({ host, port }: Config): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (cause) {
    throw new CoachError(
      'busy-port',
      `Port ${port} is in use: stop the coach API, and start it again when this is done.`,
      { cause },
    );
  }
  await new Promise((resolve) => server.close(resolve));
}
