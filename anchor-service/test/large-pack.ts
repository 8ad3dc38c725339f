import { auditPack } from '../src/audit/audit-pack.js';
import { openBook } from './audit-kit.js';
import { appendAll, createKit, leavesOf, openLog, payloadOf, placedLeaves } from './kit.js';

const DAY = '2026-09-21';
const NOON = Date.parse(`${DAY}T12:00:00Z`) / 1000;
/** Of a stamp, about as many as an authority's answer has. */
const STAMP_BYTES = 4096;

/** A pack as an anchor makes it, of a day of many blocks, each fourth of which has a time stamp. */
export interface LargePack {
  readonly pack: Uint8Array;
  readonly policyText: string;
}

/** libsodium must be ready. @param blocks of two leaves each, half a second apart */
export async function largePack(blocks: number): Promise<LargePack> {
  let now = NOON;
  const kit = createKit(undefined, () => now + 1);
  const { book, noting, portsOf } = openBook(kit, () => now + 2);
  const log = openLog(kit, noting, { clock: () => now });
  const sizes: number[] = [];
  for (let n = 0; n < blocks - 1; n += 1) {
    now = NOON + Math.floor(n / 2);
    const size = sizes.at(-1) ?? 0;
    log.anchor.receive(payloadOf(n === 0 ? leavesOf(0, 3) : placedLeaves(size, size + 3)));
    await log.anchor.commit();
    sizes.push(size + 3);
  }
  await appendAll(log, placedLeaves(blocks * 3, blocks * 3 + 2));
  const stamped = sizes.filter((_, n) => n % 4 === 0);
  await log.folder.replace('stamps/index', Buffer.from(`${stamped.join('\n')}\n`));
  for (const size of stamped) await log.folder.replace(`stamps/${size}.tsr`, Buffer.alloc(STAMP_BYTES, size));
  const parts: Uint8Array[] = [];
  for await (const part of await auditPack(portsOf(log), { from: DAY, until: DAY })) parts.push(part);
  log.store.close();
  book.close();
  kit.remove();
  return { pack: new Uint8Array(Buffer.concat(parts)), policyText: kit.policyText };
}
