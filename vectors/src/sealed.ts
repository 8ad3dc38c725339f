import type * as Door from '../../protocol/dist/index.js';
import { type Case, type Kind, type Members, type Pair, type Use, unquestioned } from './kind.js';
import { bytesOf, input, keyPart, pick, recipientOf, revived, signerOf } from './values.js';

/* What is sealed: envelopes and their boxes, releases, keys and sealed boxes (sections 5 to 7 and 9). */

const HEADER = ['pseudonym', 'agent', 'sequence', 'previous', 'windowStart', 'granularity', 'revision', 'salt'];
const HEADER_BYTES = new Set(['pseudonym', 'previous', 'salt']);

function verifiedEnvelope(one: Case, use: Use): Door.Envelope {
  const envelope = use.protocol.parseEnvelope(input(one, 'bytes', use));
  use.protocol.verifyEnvelope(envelope, keyPart(one, use, 'publicKey'));
  return envelope;
}

const BOX_BYTES = new Set(['plaintext', 'dataKey', 'nonce', 'keyId', 'externalAad', 'encStructure']);
interface BoxCase extends Door.BoxInput {
  readonly keyId: Uint8Array;
  readonly encStructure: Uint8Array;
}
const boxesOf = (one: Case, { protocol }: Use): readonly BoxCase[] =>
  revived(protocol, one.boxes, BOX_BYTES) as readonly BoxCase[];

const sealedEnvelope = (one: Case, use: Use, header: unknown): Uint8Array =>
  use.protocol.sealEnvelope(
    revived(use.protocol, header, HEADER_BYTES) as Door.EnvelopeHeader,
    boxesOf(one, use).map(({ plaintext, dataKey, nonce }) => ({ plaintext, dataKey, nonce })),
    signerOf(one, use),
  );

/** A box opens through the protocol's reader, and by the AEAD alone with the structure that the case gives. */
function openedBoxes(one: Case, use: Use): readonly Pair[] {
  const { protocol } = use;
  const envelope = verifiedEnvelope(one, use);
  return boxesOf(one, use).flatMap((box, i): readonly Pair[] => {
    const { keyId, nonce, ciphertext } = envelope.boxes[i] ?? { ...box, ciphertext: new Uint8Array(0) };
    const metric = protocol.METRICS[i] ?? 'steps';
    const padded = protocol.aeadOpen({ key: box.dataKey, nonce, aad: box.encStructure }, ciphertext);
    return [
      [keyId, box.keyId],
      [protocol.dataKeyId(box.dataKey), box.keyId],
      [protocol.openBox(envelope, metric, box.dataKey), box.plaintext],
      [protocol.unpad(padded), box.plaintext],
    ];
  });
}

const envelope: Kind = {
  read: (one, use) => {
    if (one.op === 'seal') return sealedEnvelope(one, use, one.header);
    if (one.op !== 'box') return pick(verifiedEnvelope(one, use), HEADER);
    const opened = unquestioned(() => verifiedEnvelope(one, use));
    const metric = use.protocol.METRICS.find((known) => known === one.metric) ?? 'steps';
    return use.protocol.openBox(opened, metric, input(one, 'dataKey', use));
  },
  also: (one, use) => {
    const bytes = input(one, 'bytes', use);
    return [
      [sealedEnvelope(one, use, one.expect), bytes],
      [use.protocol.leafOf(bytes), one.leaf],
      ...openedBoxes(one, use),
    ];
  },
};

const RELEASE = ['pseudonym', 'agent', 'grant', 'recipient', 'consent'];
const RELEASE_BYTES = new Set(['pseudonym', 'grant', 'recipient', 'consent', 'key']);

function verifiedRelease(bytes: Uint8Array, one: Case, use: Use): Door.Release {
  const release = use.protocol.parseRelease(bytes);
  use.protocol.verifyRelease(release, keyPart(one, use, 'publicKey'));
  return release;
}

const openedRelease = (release: Door.Release, one: Case, use: Use): Members => ({
  ...pick(release, RELEASE),
  keys: use.protocol.openRelease(release, recipientOf(one, use)),
});

const release: Kind = {
  read: (one, use) => {
    const verify = (): Door.Release => verifiedRelease(input(one, 'bytes', use), one, use);
    return openedRelease(one.op === 'open' ? unquestioned(verify) : verify(), one, use);
  },
  also: (one, use) => {
    const { protocol } = use;
    const { keys, ...header } = revived(protocol, one.expect, RELEASE_BYTES) as Door.ReleaseHeader & {
      readonly keys: readonly Door.DataKey[];
    };
    const written = protocol.signRelease(header, keys, signerOf(one, use));
    const { sealed } = verifiedRelease(input(one, 'bytes', use), one, use);
    return [
      [openedRelease(verifiedRelease(written, one, use), one, use), one.expect],
      [protocol.unseal(sealed, recipientOf(one, use)), bytesOf(protocol, one.plaintext)],
    ];
  },
};

function derived(one: Case, use: Use): Members {
  const { protocol } = use;
  const root = input(one, 'root', use);
  const [identity, vault] = [protocol.identityKey(root), protocol.vaultKey(root)];
  return {
    words: protocol.toRecoveryWords(root),
    identitySeed: protocol.deriveKey(root, 'f4w/v1/identity'),
    identityPublicKey: identity.publicKey,
    identityKeyId: identity.keyId,
    vaultSecret: vault.secret,
    vaultPublicKey: vault.publicKey,
  };
}

const OPERATIONS: Readonly<Record<string, Kind['read']>> = {
  root: derived,
  words: (one, { protocol }) => protocol.fromRecoveryWords(String(one.words)),
  'data-key-id': (one, use) => use.protocol.dataKeyId(input(one, 'dataKey', use)),
  'key-id': (one, use) => use.protocol.keyIdOf(input(one, 'publicKey', use)),
  unseal: (one, use) => use.protocol.unseal(input(one, 'sealed', use), recipientOf(one, use)),
  seal: (one, use) => use.protocol.seal(new Uint8Array(1), input(one, 'publicKey', use)),
};

const keys: Kind = {
  read: (one, use) => OPERATIONS[String(one.op)]?.(one, use),
  also: (one, use) => {
    const { protocol } = use;
    if (one.op === 'root') {
      const { words } = one.expect as { readonly words: string };
      return [[protocol.fromRecoveryWords(words), one.root]];
    }
    if (one.op !== 'unseal') return [];
    const recipient = recipientOf(one, use);
    return [[protocol.unseal(protocol.seal(input(one, 'expect', use), recipient.publicKey), recipient), one.expect]];
  },
};

const padding: Kind = {
  read: (one, use) =>
    one.padded === undefined
      ? use.protocol.padTo(input(one, 'plaintext', use), Number(one.size))
      : use.protocol.unpad(input(one, 'padded', use)),
  also: (one, use) => [[use.protocol.unpad(input(one, 'expect', use)), one.plaintext]],
};

const signature: Kind = {
  read: (one, use) => {
    const [publicKey, message, bytes] = ['publicKey', 'message', 'signature'].map((name) => input(one, name, use));
    const none = new Uint8Array(0);
    return use.protocol.verifySignature(publicKey ?? none, message ?? none, bytes ?? none) || undefined;
  },
  also: (one, use) => {
    if (one.seed === undefined) return [];
    const key = use.protocol.signingKey(input(one, 'seed', use));
    return [[use.protocol.sign(key, input(one, 'message', use)), one.signature]];
  },
};

/** Valid where the leaf that is claimed is the one of the bytes. */
const leaf: Kind = {
  read: (one, use) => {
    const made = use.protocol.toHex(use.protocol.leafOf(input(one, 'bytes', use)));
    return made === one.leaf ? made : undefined;
  },
};

export const SEALED: Readonly<Record<string, Kind>> = { envelope, release, keys, padding, signature, leaf };
