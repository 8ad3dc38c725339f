import { filled, fixed, fromHex } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { boxKey, dataKeyId, hkdf, KEYS, SMALL_ORDER, sealedBox, signingKey } from '../keys.mjs';

/* Clauses 5.2, 7.1, 7.2 and 7.7. The words are those of BIP-39's published vectors. */

const abandon = 'abandon '.repeat(23);
const legal = 'legal winner thank year wave sausage worth useful ';
const letter = 'letter advice cage absurd amount doctor acoustic avoid ';

/** @type {readonly (readonly [name: string, root: string, words: string])[]} */
const ROOTS = [
  ['zeros', '00'.repeat(32), `${abandon}art`],
  ['7f', '7f'.repeat(32), `${legal.repeat(2)}${legal.replace('useful ', 'title')}`],
  ['80', '80'.repeat(32), `${letter.repeat(2)}${letter.replace('avoid ', 'bless')}`],
  ['ff', 'ff'.repeat(32), `${'zoo '.repeat(23)}vote`],
  [
    'no pattern',
    '68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c',
    'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length',
  ],
];

/** @param {string} text hexadecimal */
function derived(text) {
  const root = fromHex(text);
  const [identitySeed, vaultSecret] = [hkdf(root, 'f4w/v1/identity'), hkdf(root, 'f4w/v1/vault')];
  const identity = signingKey(identitySeed);
  return {
    ...{ identitySeed, identityPublicKey: identity.publicKey, identityKeyId: identity.keyId },
    ...{ vaultSecret, vaultPublicKey: boxKey(vaultSecret).publicKey },
  };
}

/** @type {readonly (readonly [name: string, words: string])[]} */
const WRONG_WORDS = [
  ['a check word that does not fit', `${abandon}abandon`],
  ['a word of no list', `${abandon}fit4work`],
  ['23 words', abandon.trim()],
  ['12 words', `${'abandon '.repeat(11)}about`],
  ['15 words', `${'abandon '.repeat(14)}address`],
  ['18 words', `${'abandon '.repeat(17)}agent`],
  ['21 words', `${'abandon '.repeat(20)}admit`],
  ['no words', ''],
  ['letters of another width', `\uff41bandon ${'abandon '.repeat(22)}art`],
  ['two spaces between two words', `abandon  ${'abandon '.repeat(22)}art`],
  ['words of another language', 'abaisser '.repeat(23).concat('abaisser')],
];

/** The public key of clause 7.1 in RFC 8037, with the thumbprint that it gives. */
const RFC8037 = {
  publicKey: fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
  expect: new Uint8Array(Buffer.from('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'base64url')),
};

/** @param {string} name @param {Uint8Array} plaintext */
const box = (name, plaintext) =>
  valid(name, '7.7', {
    op: 'unseal',
    recipient: 'vault',
    sealed: sealedBox(plaintext, KEYS.vault, name),
    expect: plaintext,
  });

/** @param {string} name @param {Uint8Array} sealed @param {string} [recipient] */
const closed = (name, sealed, recipient = 'vault') =>
  invalid(name, '7.7', { op: 'unseal', recipient, sealed, refused: 'decryption-failed' });

/** Points of small order, to which nothing may be sealed. @type {readonly (readonly [name: string, publicKey: Uint8Array])[]} */
const SMALL = [
  ['zero', filled(32, 0)],
  ['one', SMALL_ORDER],
  ['a point of order 8', fromHex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')],
  ['p, which is zero', fromHex(`ed${'ff'.repeat(30)}7f`)],
];

function sealedBoxes() {
  const sealed = sealedBox(fixed('sealed'), KEYS.vault, 'refused');
  return [
    box('a box of a key', fixed('sealed')),
    box('a box of nothing', filled(0, 0)),
    closed('a box for somebody else', sealed, 'strangerBox'),
    closed(
      'a box with its ephemeral key turned',
      Uint8Array.from(sealed, (byte, i) => (i === 0 ? byte ^ 1 : byte)),
    ),
    closed(
      'a box with its last bit turned',
      Uint8Array.from(sealed, (byte, i) => (i === sealed.length - 1 ? byte ^ 1 : byte)),
    ),
    closed('a box cut short', sealed.subarray(0, -1)),
    closed('a box of 47 bytes', sealed.subarray(0, 47)),
    closed('a box of no bytes', filled(0, 0)),
    ...SMALL.map(([name, publicKey]) =>
      invalid(`a recipient of small order: ${name}`, '7.7', { op: 'seal', publicKey, refused: true }),
    ),
  ];
}

export const keysFile = () => ({
  description: 'From the root secret to words, identity and vault; key ids; sealed boxes.',
  spec: 'SPEC.md section 7 and clause 5.2',
  keys: { vault: KEYS.vault, strangerBox: KEYS.strangerBox },
  cases: [
    ...ROOTS.map(([name, root, words]) =>
      valid(`the root secret of ${name}`, '7.2', {
        op: 'root',
        root: fromHex(root),
        expect: { words, ...derived(root) },
      }),
    ),
    ...WRONG_WORDS.map(([name, words]) => invalid(name, '7.2', { op: 'words', words, refused: 'malformed' })),
    valid('the key id of a data key', '5.2', {
      op: 'data-key-id',
      dataKey: fixed('data key 0'),
      expect: dataKeyId(fixed('data key 0')),
    }),
    valid('the key id of a data key of zeros', '5.2', {
      op: 'data-key-id',
      dataKey: filled(32, 0),
      expect: dataKeyId(filled(32, 0)),
    }),
    valid('the key id of the public key of RFC 8037', '7.1', { op: 'key-id', ...RFC8037 }),
    valid('the key id of an agent', '7.1', { op: 'key-id', publicKey: KEYS.agent.publicKey, expect: KEYS.agent.keyId }),
    ...sealedBoxes(),
  ],
});
