import { createHash } from 'node:crypto';
import { END_OF_ARCHIVE, tarHeader, tarPadding } from '@fit4work/archive';
import {
  consistencyProof,
  formatPath,
  type NoteSigner,
  parseSignedCheckpoint,
  policyPath,
  policyProofPath,
  type TileReader,
  utf8,
} from '@fit4work/protocol';
import { type ManifestMember, manifestFiles } from '../core/audit-manifest.js';
import type { AuditPeriod } from '../core/audit-period.js';
import { toldDays } from '../core/audit-report.js';
import { reportText } from '../core/audit-words.js';
import { AnchorError } from '../error.js';
import { type Audit, type AuditPorts, audit } from './auditing.js';
import { blockMembers, type PackChain, type PackMember } from './pack-blocks.js';
import { dayMembers } from './pack-days.js';
import { linksMember } from './pack-links.js';

/** What a verifier has room for: the anchor itself holds none of it. */
const MOST_PACKED_BLOCKS = 500_000;

/**
 * Makes a pack for the auditor's file: the report, in words too, with everything that it is derived from, signed by the log.
 * `fit4work-verify pack` checks it offline.
 *
 * @param make who makes the audit
 * @returns a tar, made while it is read
 * @throws AnchorError as {@link audit}, `bad-period` for too many blocks, and `source-failed` while nothing is published
 */
export async function auditPack(
  ports: AuditPorts,
  period: AuditPeriod,
  make = audit,
): Promise<AsyncGenerator<Uint8Array>> {
  const made = await make(ports, period);
  const { checkpoint, blocks, standing } = made;
  if (checkpoint === undefined) {
    throw new AnchorError('source-failed', 'No checkpoint is published yet: ask for the pack when there is one.');
  }
  if (blocks > MOST_PACKED_BLOCKS) {
    throw new AnchorError(
      'bad-period',
      `The period has ${blocks} blocks, and a pack holds ${MOST_PACKED_BLOCKS}: ask for several shorter ones.`,
    );
  }
  const { read } = ports;
  const chain = chainAround(ports, made, checkpoint);
  const members = [
    ...reports(made),
    ...(await blockMembers(ports, chain)),
    whole('checkpoint', checkpoint),
    whole('consistency.txt', await consistency(read, chain, checkpoint)),
    ...dayMembers(made.ends),
    await linksMember(ports, chain, parseSignedCheckpoint(checkpoint).checkpoint.size),
    ...(made.erasures ? [whole('erasures.cose', made.erasures.bytes)] : []),
    ...(await policies(read, standing.number)),
    ...(await stamps(read, chain.span)),
  ];
  return archive(members, standing.signer, made.report.made);
}

const whole = (name: string, bytes: Uint8Array): PackMember => ({ name, size: bytes.length, parts: () => [bytes] });

const reports = ({ report }: Audit): readonly PackMember[] => [
  whole('REPORT.nl.txt', utf8(reportText(report, 'nl'))),
  whole('REPORT.en.txt', utf8(reportText(report, 'en'))),
  whole('report.json', utf8(`${JSON.stringify(report, undefined, 2)}\n`)),
];

/** The members in order, and what the log signs of them at the end, when it is known. */
async function* archive(members: readonly PackMember[], signer: NoteSigner, mtime: number): AsyncGenerator<Uint8Array> {
  const written: ManifestMember[] = [];
  for (const { name, size, parts } of members) {
    const digest = createHash('sha256');
    yield tarHeader({ name, size, mtime });
    for await (const part of parts()) {
      digest.update(part);
      yield part;
    }
    yield tarPadding(size);
    written.push({ name, size, sha256: digest.digest('hex') });
  }
  for (const [name, bytes] of manifestFiles(written, signer)) {
    yield tarHeader({ name, size: bytes.length, mtime });
    yield bytes;
    yield tarPadding(bytes.length);
  }
  yield END_OF_ARCHIVE;
}

function chainAround({ store }: Pick<AuditPorts, 'store'>, { span, report }: Audit, checkpoint: Uint8Array): PackChain {
  const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
  const [from, until] = span;
  const [before] = from === 0 ? [] : store.blocks(from - 1, from, 1);
  const [after] = store.blocks(until, size, 1);
  return { span, before, after, told: toldDays(report.days) };
}

/** A line of base64 for each hash of the proof that the last block is of the log that the checkpoint signs. */
async function consistency(
  read: TileReader,
  { span, before, after }: PackChain,
  checkpoint: Uint8Array,
): Promise<Uint8Array> {
  const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
  const proof = await consistencyProof({ read, size }, after?.size ?? Math.max(span[1], before?.size ?? 0));
  return formatPath(proof);
}

/** Statements, and proofs of those that are in effect at the checkpoint: the next one may have its proof out before that. */
async function policies(read: TileReader, standing: number): Promise<readonly PackMember[]> {
  const policy = await read('policy');
  const found: PackMember[] = policy === undefined ? [] : [whole('policy', policy)];
  for (let n = 0; ; n += 1) {
    const statement = await read(policyPath(n));
    if (statement === undefined) return found;
    found.push(whole(policyPath(n), statement));
    const proof = n === 0 || n > standing ? undefined : await read(policyProofPath(n));
    if (proof !== undefined) found.push(whole(policyProofPath(n), proof));
  }
}

/** Time stamps of checkpoints that end within the period. */
async function stamps(read: TileReader, [from, until]: PackChain['span']): Promise<readonly PackMember[]> {
  const index = await read('stamps/index');
  const sizes = Buffer.from(index ?? [])
    .toString('utf8')
    .split('\n')
    .map(Number);
  const found: PackMember[] = [];
  for (const size of sizes.filter((one) => one > from && one <= until)) {
    for (const kind of ['checkpoint', 'tsr', 'ots']) {
      const bytes = await read(`stamps/${size}.${kind}`);
      if (bytes !== undefined) found.push(whole(`stamps/${size}.${kind}`, bytes));
    }
  }
  return found;
}
