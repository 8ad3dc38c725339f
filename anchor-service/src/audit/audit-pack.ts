import { writeArchive } from '@fit4work/archive';
import {
  type Block,
  concat,
  consistencyProof,
  encodeBlock,
  type NoteSigner,
  parseSignedCheckpoint,
  policyPath,
  policyProofPath,
  rangeRoot,
  readLeaves,
  TILE_WIDTH,
  type TileReader,
  tileWidth,
  utf8,
} from '@fit4work/protocol';
import { blockTable } from '../core/audit-blocks.js';
import { withManifest } from '../core/audit-manifest.js';
import type { AuditPeriod } from '../core/audit-period.js';
import { reportText } from '../core/audit-words.js';
import { subtreesBetween } from '../core/link-proof.js';
import { AnchorError } from '../error.js';
import { type Audit, type AuditPorts, audit } from './auditing.js';

/**
 * Makes a pack for the auditor's file: the report, in words too, with everything that it is derived from, signed by the log.
 * `fit4work-verify pack` checks it offline.
 *
 * @returns a tar
 * @throws AnchorError as {@link audit}, and `source-failed` while nothing is published
 */
export async function auditPack(ports: AuditPorts, period: AuditPeriod, signer: NoteSigner): Promise<Uint8Array> {
  const made = await audit(ports, period);
  const { read } = ports;
  const { checkpoint } = made;
  if (checkpoint === undefined) {
    throw new AnchorError('source-failed', 'No checkpoint is published yet: ask for the pack when there is one.');
  }
  const members = new Map([
    ...reports(made),
    ['publications.json', json(made.facts.publications)],
    ['blocks.cborseq', concat(...chainOf(made).map(encodeBlock))],
    ['blocks.csv', utf8(blockTable(made.facts))],
    ['checkpoint', checkpoint],
    ['consistency.txt', await consistency(read, made, checkpoint)],
    ['links.bin', await links(remembering(read), made, checkpoint)],
    ...(made.erasures === undefined ? [] : [['erasures.cose', made.erasures.bytes] as const]),
    ...(await policies(read)),
    ...(await stamps(read, made)),
  ]);
  return writeArchive(withManifest(members, signer), made.report.made);
}

/** Tiles: some of each level of the tree, and a bundle. */
const REMEMBERED = 32;

const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, undefined, 2)}\n`);

const reports = ({ report }: Audit): (readonly [string, Uint8Array])[] => [
  ['REPORT.nl.txt', utf8(reportText(report, 'nl'))],
  ['REPORT.en.txt', utf8(reportText(report, 'en'))],
  ['report.json', json(report)],
];

/** With the block before the period and the one after it, so that none of the period can be left out. */
const chainOf = ({ chain: { before, blocks, after } }: Audit): readonly Block[] =>
  [before, ...blocks, after].filter((block) => block !== undefined);

/** A line of base64 for each hash of the proof that the last block is of the log that the checkpoint signs. */
async function consistency(read: TileReader, made: Audit, checkpoint: Uint8Array): Promise<Uint8Array> {
  const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
  const proof = await consistencyProof({ read, size }, chainOf(made).at(-1)?.size ?? 0);
  return utf8(proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join(''));
}

/** What proves that the tree holds the hash of each block at the beginning of the next. */
async function links(read: TileReader, made: Audit, checkpoint: Uint8Array): Promise<Uint8Array> {
  const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
  const hashes: Uint8Array[] = [];
  for (const { from, to, isEntry } of subtreesBetween(chainOf(made), size)) {
    if (!isEntry) hashes.push(await rangeRoot({ read, size }, from, to));
    else {
      const bundle = Math.floor(from / TILE_WIDTH);
      const entries = await readLeaves(read, bundle, tileWidth('entries', bundle, size));
      hashes.push(entries[from % TILE_WIDTH] ?? new Uint8Array(0));
    }
  }
  return new Uint8Array(Buffer.concat(hashes));
}

/** The same few tiles are asked for again and again on the way from left to right. */
function remembering(read: TileReader): TileReader {
  const kept = new Map<string, Uint8Array | undefined>();
  return async (path) => {
    const bytes = kept.has(path) ? kept.get(path) : await read(path);
    kept.delete(path);
    kept.set(path, bytes);
    const [oldest] = kept.keys();
    if (kept.size > REMEMBERED && oldest !== undefined) kept.delete(oldest);
    return bytes;
  };
}

async function policies(read: TileReader): Promise<(readonly [string, Uint8Array])[]> {
  const policy = await read('policy');
  const found: (readonly [string, Uint8Array])[] = policy === undefined ? [] : [['policy', policy]];
  for (let n = 0; ; n += 1) {
    const statement = await read(policyPath(n));
    if (statement === undefined) return found;
    found.push([policyPath(n), statement]);
    // One that is not in the log yet has no proof, and is not followed.
    const proof = n === 0 ? undefined : await read(policyProofPath(n));
    if (proof !== undefined) found.push([policyProofPath(n), proof]);
  }
}

/** Time stamps of checkpoints that end within the period. */
async function stamps(read: TileReader, made: Audit): Promise<(readonly [string, Uint8Array])[]> {
  const index = await read('stamps/index');
  const [first, last] = [made.chain.blocks[0]?.size ?? 0, made.chain.blocks.at(-1)?.size ?? 0];
  const sizes = Buffer.from(index ?? [])
    .toString('utf8')
    .split('\n')
    .map(Number);
  const found: (readonly [string, Uint8Array])[] = [];
  for (const size of sizes.filter((one) => one > 0 && one >= first && one <= last)) {
    for (const kind of ['checkpoint', 'tsr', 'ots']) {
      const bytes = await read(`stamps/${size}.${kind}`);
      if (bytes !== undefined) found.push([`stamps/${size}.${kind}`, bytes]);
    }
  }
  return found;
}
