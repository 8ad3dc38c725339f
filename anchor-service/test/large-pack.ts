import { auditPack } from '../src/audit/audit-pack.js';
import { AnchorError } from '../src/error.js';
import { openBook } from './audit-kit.js';
import { createKit, openLog, payloadOf, placedLeaves, type RunningLog } from './kit.js';

const DAY = '2026-09-21';
const NOON = Date.parse(`${DAY}T12:00:00Z`) / 1000;
/** Entries of each block: two leaves and the link, three leaves in the first. */
const ENTRIES = 3;
/** Of how many blocks one has a time stamp. */
const STAMPED_EACH = 4;
/** Of a stamp, about as many as an authority's answer has. */
const STAMP_BYTES = 4096;

/** A pack as an anchor makes it, of a day of many blocks, some of which have a time stamp. */
export interface LargePack {
  readonly pack: Uint8Array;
  readonly policyText: string;
  /** How many blocks have a time stamp. */
  readonly stamps: number;
}

/** libsodium must be ready. @param blocks how many, half a second apart */
export async function largePack(blocks: number): Promise<LargePack> {
  let now = NOON;
  const kit = createKit(undefined, () => now + 1);
  const { book, noting, portsOf } = openBook(kit, () => now + 2);
  const log = openLog(kit, noting, { clock: () => now });
  for (let n = 0; n < blocks; n += 1) {
    now = NOON + Math.floor(n / 2);
    log.anchor.receive(payloadOf(placedLeaves(n * ENTRIES, (n + 1) * ENTRIES)));
    await log.anchor.commit();
  }
  await publishAll(log);
  const stamps = await stamp(log, blocks);
  const parts: Uint8Array[] = [];
  for await (const part of await auditPack(portsOf(log), { from: DAY, until: DAY })) parts.push(part);
  log.store.close();
  book.close();
  kit.remove();
  return { pack: new Uint8Array(Buffer.concat(parts)), policyText: kit.policyText, stamps };
}

/** One checkpoint goes only so far beyond the one before it: of many blocks there are several. */
async function publishAll({ publication }: RunningLog): Promise<void> {
  for (let outcome = await publication.attempt(); outcome !== 'current'; outcome = await publication.attempt()) {
    if (outcome !== 'published') throw new AnchorError('source-failed', 'The witnesses of the kit did not cosign.');
  }
}

async function stamp({ folder }: RunningLog, blocks: number): Promise<number> {
  const sizes = Array.from({ length: Math.ceil(blocks / STAMPED_EACH) }, (_, n) => (n * STAMPED_EACH + 1) * ENTRIES);
  await folder.replace('stamps/index', Buffer.from(`${sizes.join('\n')}\n`));
  for (const size of sizes) await folder.replace(`stamps/${size}.tsr`, Buffer.alloc(STAMP_BYTES, size));
  return sizes.length;
}
