import * as log from '../src/log/index.js';
import { readBase64, readDecimal, readHash, readText } from '../src/log/text.js';
import { cryptoReady } from '../src/signature.js';
import type { Feed } from './feed.js';
import { HOSTILE_LOG, hostileTiles } from './hostile-log.js';
import { bytes, text } from './ways.js';

await cryptoReady;

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const stringOf = (input: Uint8Array): string => Buffer.from(input).toString('utf8');

const LOG = log.noteSigner('log.example/one', 1, filled(1));
const WITNESS = log.noteSigner('witness.example', 4, filled(2));
const VKEYS = [log.encodeVkey(LOG.key), log.encodeVkey(WITNESS.key)] as const;
const POLICY = `log ${VKEYS[0]} https://log.example\nwitness w ${VKEYS[1]}\ngroup g any w\nquorum g\n`;
const TRUST = log.parsePolicy(POLICY);
const LEAVES = [filled(7), filled(8), filled(9)];
const HASHES = LEAVES.map(log.entryHash);
const CHECKPOINT = { origin: LOG.key.name, size: 3, root: log.rootOfHashes(HASHES) };
const SIGNED = log.signCheckpoint(CHECKPOINT, LOG);
const COSIGNATURE = log.cosign(SIGNED.text, 1_790_000_000, WITNESS);
const COSIGNED = log.formatNote(log.addSignatures(SIGNED, [COSIGNATURE]));
const LINES = SIGNED.signatures.map(log.formatSignatureLine).join('');
const SIBLINGS = [HASHES[1] ?? filled(0), HASHES[2] ?? filled(0)];
const PROOF = log.formatProof({ index: 0, hashes: SIBLINGS, checkpoint: COSIGNED, extra: filled(3) });
const BUNDLE = log.encodeEntryBundle(LEAVES);
const TILE = new Uint8Array(Buffer.concat(HASHES));
const BEFORE = { height: 3, previous: filled(1), firstIndex: 1, size: 2, root: filled(2), time: 1_789_999_000 };
const BLOCK = log.encodeBlock({
  height: 4,
  previous: log.blockHash(BEFORE),
  firstIndex: 2,
  size: 3,
  root: filled(2),
  time: 1_790_000_000,
});

const PINNED = log.pinPolicy(POLICY, 0);
const NEXT = { origin: LOG.key.name, number: 1, time: 1_790_000_000, previous: log.policyHash(POLICY) };
const STATEMENT_TEXT = log.formatPolicyStatement({ ...NEXT, text: `# next\n${POLICY}` });
const STATEMENT = log.formatNote({
  text: STATEMENT_TEXT,
  signatures: [log.signNote(STATEMENT_TEXT, LOG), log.cosign(STATEMENT_TEXT, 1_790_000_000, WITNESS)],
});

/** A log that serves the input for its first statement, or for the proof of it. */
const succession =
  (path: string) =>
  (input: Uint8Array): unknown =>
    log.readSuccessors(async (asked) => (asked === path ? input : SERVED.get(asked)), PINNED);
const SERVED = new Map([
  [log.policyPath(1), STATEMENT],
  [log.policyProofPath(1), PROOF],
]);

/** Hashes of 32 bytes and what is left over. */
function hashesOf(input: Uint8Array): Uint8Array[] {
  const count = Math.ceil(Math.min(input.length, 4096) / 32);
  return Array.from({ length: count }, (_, i) => input.subarray(i * 32, (i + 1) * 32));
}

/** A proof of what the first bytes of an input claim, its path and roots being the rest. */
function inclusion(input: Uint8Array): void {
  const [index = 0, size = 0] = input;
  const [entryHash = filled(0), root = filled(0), ...proof] = hashesOf(input.subarray(2));
  log.verifyInclusion({ index, size, entryHash, root }, proof);
}

function consistency(input: Uint8Array): void {
  const [oldSize = 0, newSize = 0] = input;
  const [oldRoot = filled(0), newRoot = filled(0), ...proof] = hashesOf(input.subarray(2));
  log.verifyConsistency({ oldSize, oldRoot, newSize, newRoot }, proof);
}

/** Sizes that may be none, and a path to nowhere. */
function consistencyPath(input: Uint8Array): unknown {
  const [oldSize = 0, newSize = 0] = input;
  return log.consistencyRoots(oldSize, newSize, hashesOf(input.subarray(2)));
}

const cosigned = (signature: Uint8Array): unknown =>
  log.verifyCosignature({ text: SIGNED.text, signatures: [{ ...COSIGNATURE, signature }] }, WITNESS.key);

const claim = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const OLD_ROOT = log.rootOfHashes(HASHES.slice(0, 2));
const roots = claim(OLD_ROOT, CHECKPOINT.root, HASHES[2] ?? filled(0));

/** What reads what logs and witnesses say, by file and name. A new parser is one line more. */
export const LOG_PARSERS: Readonly<Record<string, readonly Feed[]>> = {
  'log/block.parseBlock': bytes(log.parseBlock, BLOCK),
  'log/block.verifyLink': bytes((input) => log.verifyLink(log.parseBlock(input), BEFORE), BLOCK),
  'log/block.verifyBinding': bytes((input) => log.verifyBinding(log.parseBlock(BLOCK), input), log.blockHash(BEFORE)),
  'log/checkpoint.parseCheckpoint': text(log.parseCheckpoint, SIGNED.text),
  'log/checkpoint.parseSignedCheckpoint': bytes(log.parseSignedCheckpoint, COSIGNED),
  'log/cosignature.verifyCosignature': [
    { oneIn: 2, seeds: [COSIGNATURE.signature], parse: cosigned },
    ...bytes((input) => log.verifyCosignature(log.parseNote(input), WITNESS.key), COSIGNED),
  ],
  'log/entry-bundle.decodeEntryBundle': bytes((input) => log.decodeEntryBundle(input, 3), BUNDLE),
  'log/fork.parsePath': bytes(log.parsePath, log.formatPath(SIBLINGS)),
  'log/fork.relationOf': bytes(
    (input) => log.relationOf({ ...CHECKPOINT, size: 2, root: OLD_ROOT }, CHECKPOINT, hashesOf(input)),
    claim(OLD_ROOT, HASHES[2] ?? filled(0)),
  ),
  'log/log-view.LogView': [
    ...HOSTILE_LOG,
    ...text((state) => new log.LogView({ policy: TRUST, read, state }), stringOf(COSIGNED)),
  ],
  'log/merkle-proof.consistencyRoots': bytes(
    consistencyPath,
    claim(Uint8Array.of(2, 3), OLD_ROOT, HASHES[2] ?? filled(0)),
    claim(Uint8Array.of(0, 0), OLD_ROOT, HASHES[2] ?? filled(0)),
  ),
  'log/merkle-proof.verifyConsistency': bytes(consistency, claim(Uint8Array.of(2, 3), roots)),
  'log/merkle-proof.verifyInclusion': bytes(
    inclusion,
    claim(Uint8Array.of(0, 3), HASHES[0] ?? filled(0), CHECKPOINT.root, ...SIBLINGS),
  ),
  'log/note-key.parseVkey': text(log.parseVkey, ...VKEYS),
  'log/policy.parsePolicy': text(log.parsePolicy, POLICY),
  'log/policy-history.followPolicies': bytes((input) => log.followPolicies(PINNED, [input]), STATEMENT),
  'log/policy-history.readSuccessors': [
    ...bytes(succession(log.policyPath(1)), STATEMENT),
    ...bytes(succession(log.policyProofPath(1)), PROOF),
  ],
  'log/policy-statement.parsePolicyStatement': text(log.parsePolicyStatement, STATEMENT_TEXT),
  'log/policy-statement.parseSignedPolicyStatement': bytes(log.parseSignedPolicyStatement, STATEMENT),
  'log/policy-statement.verifySuccession': bytes((input) => log.verifySuccession(PINNED, input), STATEMENT),
  'log/signed-note.parseNote': bytes(log.parseNote, COSIGNED),
  'log/signed-note.parseSignatureLines': text(log.parseSignatureLines, LINES),
  'log/signed-note.verifyNote': bytes((input) => log.verifyNote(log.parseNote(input), LOG.key), COSIGNED),
  'log/text.readBase64': text((input) => readBase64(input, 'malformed-note'), 'AAECAwQ=', ''),
  'log/text.readDecimal': text((input) => readDecimal(input, 'malformed-note'), '9007199254740991', '0'),
  'log/text.readHash': text((input) => readHash(input, 'malformed-note'), Buffer.from(filled(9)).toString('base64')),
  'log/text.readText': bytes((input) => readText(input, 'malformed-note'), COSIGNED),
  'log/tile.parseTilePath': text(log.parseTilePath, 'tile/0/x001/x234/067', 'tile/entries/000.p/5'),
  'log/tile-hashes.consistencyPath': hostileTiles((tiles) => log.consistencyPath(tiles, 2)),
  'log/tile-hashes.consistencyProof': hostileTiles((tiles) => log.consistencyProof(tiles, 2)),
  'log/tile-hashes.edgeOfTiles': hostileTiles(log.edgeOfTiles),
  'log/tile-hashes.inclusionProof': hostileTiles((tiles) => log.inclusionProof(tiles, 1)),
  'log/tile-hashes.readHashTile': bytes(
    (input) => log.readHashTile(async () => input, { level: 0, index: 0, width: 3 }),
    TILE,
  ),
  'log/tile-hashes.readLeaves': bytes((input) => log.readLeaves(async () => input, 0, 3), BUNDLE),
  'log/tile-hashes.rootOfTiles': hostileTiles(log.rootOfTiles),
  'log/tlog-proof.parseProof': bytes(log.parseProof, PROOF),
  'log/tlog-proof.verifyProof': bytes((input) => log.verifyProof(log.parseProof(input), filled(7), TRUST), PROOF),
  'log/trusted-checkpoint.verifyCheckpoint': bytes((input) => log.verifyCheckpoint(input, TRUST), COSIGNED),
};

async function read(): Promise<undefined> {
  return undefined;
}
