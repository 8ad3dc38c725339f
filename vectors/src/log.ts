import type * as Door from '../../protocol/dist/index.js';
import { type Case, type Kind, type Pair, type Use, unquestioned } from './kind.js';
import { bytesOf, input, listOf } from './values.js';

/* The formats of the log (section 15). */

const hashes = (one: Case, member: string, { protocol }: Use): readonly Uint8Array[] =>
  listOf(one[member]).map((hash) => bytesOf(protocol, hash));

const MERKLE: Readonly<Record<string, Kind['read']>> = {
  entry: (one, use) => use.protocol.entryHash(input(one, 'leaf', use)),
  root: (one, use) => use.protocol.rootOfEntries(hashes(one, 'leaves', use)),
  inclusion: (one, use) => {
    const entryHash = use.protocol.entryHash(input(one, 'leaf', use));
    const claim = { index: Number(one.index), size: Number(one.size), entryHash, root: input(one, 'root', use) };
    use.protocol.verifyInclusion(claim, hashes(one, 'proof', use));
    return true;
  },
  consistency: (one, use) => {
    const [oldRoot, newRoot] = [input(one, 'oldRoot', use), input(one, 'newRoot', use)];
    const claim = { oldSize: Number(one.oldSize), oldRoot, newSize: Number(one.newSize), newRoot };
    use.protocol.verifyConsistency(claim, hashes(one, 'proof', use));
    return true;
  },
};
const merkle: Kind = { read: (one, use) => MERKLE[String(one.op)]?.(one, use) };

const tilePath: Kind = {
  read: ({ path }, { protocol }) => protocol.parseTilePath(String(path)),
  also: ({ path, expect }, { protocol }) => [[protocol.tilePath(expect as Door.TileCoordinates), path]],
};

const entryBundle: Kind = {
  read: (one, use) => {
    const [bytes, width] = [input(one, 'bytes', use), Number(one.width)];
    if (one.op === 'leaves') return use.protocol.readLeaves(async () => bytes, 0, width);
    return use.protocol.decodeEntryBundle(bytes, width);
  },
  also: (one, use) =>
    one.op === 'read' ? [] : [[use.protocol.encodeEntryBundle(hashes(one, 'expect', use)), input(one, 'bytes', use)]],
};

const vkey: Kind = {
  read: ({ vkey: text }, { protocol }) => protocol.parseVkey(String(text)),
  also: ({ vkey: text }, { protocol }) => {
    const { name, type, publicKey } = protocol.parseVkey(String(text));
    return [[protocol.encodeVkey(protocol.noteKey(name, type, publicKey)), text]];
  },
};

const noteOf = (one: Case, use: Use): Door.SignedNote => use.protocol.parseNote(input(one, 'note', use));

const signedNote: Kind = {
  read: (one, use) => {
    const note = one.op === 'verify' ? unquestioned(() => noteOf(one, use)) : noteOf(one, use);
    if (one.vkey !== undefined) use.protocol.verifyNote(note, use.protocol.parseVkey(String(one.vkey)));
    return { text: note.text, signatures: note.signatures.length };
  },
  also: (one, use) => {
    const { protocol } = use;
    const note = noteOf(one, use);
    const written: Pair = [protocol.formatNote(note), one.note];
    if (one.seed === undefined) return [written];
    const { name } = protocol.parseVkey(String(one.vkey));
    const signer = protocol.noteSigner(name, 1, input(one, 'seed', use));
    return [
      written,
      [protocol.formatNote({ text: note.text, signatures: [protocol.signNote(note.text, signer)] }), one.note],
    ];
  },
};

const checkpoint: Kind = {
  read: (one, use) => use.protocol.parseSignedCheckpoint(input(one, 'bytes', use)).checkpoint,
  also: (one, use) => {
    const { protocol } = use;
    const { checkpoint: parsed } = protocol.parseSignedCheckpoint(input(one, 'bytes', use));
    const signer = protocol.noteSigner(parsed.origin, 1, input(one, 'seed', use));
    return [[protocol.formatSignedCheckpoint(protocol.signCheckpoint(parsed, signer)), one.bytes]];
  },
};

const cosignature: Kind = {
  read: (one, use) => {
    const note = unquestioned(() => noteOf(one, use));
    return use.protocol.verifyCosignature(note, use.protocol.parseVkey(String(one.vkey))) ?? null;
  },
  also: (one, use) => {
    if (one.seed === undefined) return [];
    const { protocol } = use;
    const note = noteOf(one, use);
    const { name } = protocol.parseVkey(String(one.vkey));
    const made = protocol.cosign(note.text, Number(one.expect), protocol.noteSigner(name, 4, input(one, 'seed', use)));
    return [[made, note.signatures.at(-1)]];
  },
};

const policy: Kind = {
  read: (one, { protocol }) => {
    const parsed = protocol.parsePolicy(String(one.policy));
    const asked = one.valid ? listOf(one.expect) : [];
    return asked.map((item) => {
      const { cosigned } = item as { readonly cosigned: readonly string[] };
      return { cosigned, quorum: protocol.isQuorum(parsed, new Set(cosigned)) };
    });
  },
};

const tlogProof: Kind = {
  read: (one, use) => {
    const { protocol } = use;
    const parse = (): Door.TlogProof => protocol.parseProof(input(one, 'proof', use));
    if (one.op === 'parse') return parse();
    const proof = unquestioned(parse);
    const trusted = protocol.verifyProof(proof, input(one, 'leaf', use), protocol.parsePolicy(String(one.policy)));
    return { index: proof.index, size: trusted.checkpoint.size, cosigned: [...trusted.cosigned] };
  },
  also: (one, use) => {
    const bytes = input(one, 'proof', use);
    return [[use.protocol.formatProof(use.protocol.parseProof(bytes)), bytes]];
  },
};

const FOLLOWED: Readonly<Record<string, Kind['read']>> = {
  parse: ({ text }, { protocol }) => protocol.parsePolicyStatement(String(text)),
  follow: (one, use) => {
    const followed = use.protocol.followPolicies(pinnedOf(one, use), hashes(one, 'statements', use));
    return followed.map(({ number }) => number);
  },
};
const policyStatement: Kind = {
  read: (one, use) => {
    if (one.op !== undefined) return FOLLOWED[String(one.op)]?.(one, use);
    const { policy, ...next } = use.protocol.verifySuccession(pinnedOf(one, use), input(one, 'statement', use));
    return next;
  },
  also: (one, use) => {
    if (one.op !== undefined) return [];
    const { note, statement } = use.protocol.parseSignedPolicyStatement(input(one, 'statement', use));
    return [[use.protocol.formatPolicyStatement(statement), note.text]];
  },
};

const pinnedOf = ({ pinned, number }: Case, { protocol }: Use): Door.PinnedPolicy =>
  unquestioned(() => protocol.pinPolicy(String(pinned), number === null ? undefined : Number(number)));

export const LOG: Readonly<Record<string, Kind>> = {
  merkle,
  'tile-path': tilePath,
  'entry-bundle': entryBundle,
  vkey,
  'signed-note': signedNote,
  checkpoint,
  cosignature,
  policy,
  'tlog-proof': tlogProof,
  'policy-statement': policyStatement,
};
