import type * as Door from '../../protocol/dist/index.js';
import type { Case, Kind, Protocol, Use } from './kind.js';
import { bytesOf, input, keyPart, listOf, pick, revived, signerOf } from './values.js';

/* Records that are a signed body and nothing more: sections 7 and 10 to 14. */

type Key = ReturnType<Protocol['signingKey']>;

interface Record<T> {
  /** Members of the value that are bytes. */
  readonly bytes: string;
  readonly open: (use: Use, bytes: Uint8Array, one: Case) => T;
  readonly sign: (protocol: Protocol, value: T, key: Key) => Uint8Array;
}

function kindOf<T>({ bytes: names, open, sign }: Record<T>): Kind {
  return {
    read: (one, use) => open(use, input(one, 'bytes', use), one),
    also: (one, use) => {
      const bytes = input(one, 'bytes', use);
      const value = revived(use.protocol, one.expect, new Set(names.split(' '))) as T;
      return [
        [sign(use.protocol, value, signerOf(one, use)), bytes],
        [use.protocol.leafOf(bytes), one.leaf],
      ];
    },
  };
}

const under = (one: Case, use: Use): Uint8Array => keyPart(one, use, 'publicKey');

const receipt = kindOf<Door.Receipt>({
  bytes: 'pseudonym leaf records',
  open: (use, bytes, one) => use.protocol.openReceipt(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signReceipt(value, key),
});

const read = kindOf<Door.Read>({
  bytes: 'pseudonym grants salt',
  open: (use, bytes, one) => use.protocol.openRead(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signRead(value, key),
});

const programme = kindOf<Door.Programme>({
  bytes: 'pseudonym id grants summaries salt',
  open: (use, bytes, one) => use.protocol.openProgramme(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signProgramme(value, key),
});

const message = kindOf<Door.Message>({
  bytes: 'pseudonym answers programme salt',
  open: (use, bytes, one) =>
    use.protocol.openMessage(bytes, one.author === 'coach' ? 'coach' : 'person', under(one, use)),
  sign: (protocol, value, key) => protocol.signMessage(value, key),
});

const erasure = kindOf<Door.Erasure>({
  bytes: 'pseudonym salt',
  open: (use, bytes, one) => use.protocol.openErasure(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signErasure(value, key),
});

const certificateOfErasure = kindOf<Door.ErasureCertificate>({
  bytes: 'pseudonym erasure digest salt',
  open: (use, bytes, one) => use.protocol.openErasureCertificate(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signErasureCertificate(value, key),
});

const certificate = kindOf<Door.AgentCertificate>({
  bytes: 'pseudonym agentPublicKey vaultPublicKey',
  open: (use, bytes, one) => use.protocol.openCertificate(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signCertificate(value, key),
});

const retirement = kindOf<Door.AgentRetirement>({
  bytes: 'pseudonym salt',
  open: (use, bytes, one) => use.protocol.openRetirement(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signRetirement(value, key),
});

const keptKeys = kindOf<Door.KeptKeys>({
  bytes: 'pseudonym sealed',
  open: (use, bytes, one) => use.protocol.openKeptKeys(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signKeptKeys(value, key),
});

const keptPins = kindOf<Door.KeptPins>({
  bytes: 'pseudonym sealed',
  open: (use, bytes, one) => use.protocol.openKeptPins(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signKeptPins(value, key),
});

const present = (one: Case, { protocol }: Use): Door.CoachApiKeys =>
  revived(protocol, one.present, new Set(['signingKey', 'boxKey', 'leaf'])) as Door.CoachApiKeys;

const rotation = kindOf<Door.KeyRotation>({
  bytes: 'signingKey boxKey salt previous proof',
  open: (use, bytes, one) => use.protocol.openRotation(bytes, present(one, use)),
  sign: (protocol, value, key) => protocol.signRotation(value, key),
});

const digestOf = (one: Case, { protocol }: Use): Uint8Array =>
  protocol.erasedDigest(listOf(one.leaves).map((leaf) => bytesOf(protocol, leaf)));

const followed = (one: Case, use: Use): unknown => {
  const rotations = listOf(one.rotations).map((bytes) => bytesOf(use.protocol, bytes));
  return pick(use.protocol.followRotations(present(one, use), rotations), ['rotation', 'signingKey', 'boxKey', 'leaf']);
};

const placed = (one: Case, use: Use): unknown => {
  const rotations = listOf(one.rotations).map((bytes) => bytesOf(use.protocol, bytes));
  return pick(use.protocol.placeInRotations(present(one, use), rotations), [
    'rotation',
    'signingKey',
    'boxKey',
    'leaf',
  ]);
};

const erasureCounts = kindOf<Door.ErasureCounts>({
  bytes: '',
  open: (use, bytes, one) => use.protocol.openErasureCounts(bytes, under(one, use)),
  sign: (protocol, value, key) => protocol.signErasureCounts(value, key),
});

/** A kind that reads what one operation asks for in a way of its own. */
const withOperation = (kind: Kind, op: string, read: Kind['read']): Kind => ({
  read: (one, use) => (one.op === op ? read(one, use) : kind.read(one, use)),
  also: (one, use) => (one.op === op ? [] : (kind.also?.(one, use) ?? [])),
});

export const RECORDS: Readonly<{ [file: string]: Kind }> = {
  'agent-certificate': certificate,
  'agent-retirement': retirement,
  'key-rotation': withOperation(withOperation(rotation, 'follow', followed), 'place', placed),
  'kept-keys': keptKeys,
  'kept-pins': keptPins,
  receipt,
  read,
  programme,
  message,
  erasure,
  'erasure-certificate': withOperation(certificateOfErasure, 'digest', digestOf),
  'erasure-counts': erasureCounts,
};
