import { concat, filled, flipped, fromHex, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { KEYS, neutralSignature, SMALL_ORDER, secondSignature, sign } from '../keys.mjs';

/* Ed25519 as clause 1.6 has it. The first two cases are of RFC 8032, section 7.1. */

const RFC8032 = [
  {
    publicKey: fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
    message: filled(0, 0),
    signature: fromHex(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ),
  },
  {
    publicKey: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    message: fromHex('72'),
    signature: fromHex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ),
  },
];

export function signature() {
  const message = utf8('f4w');
  const { agent, stranger } = KEYS;
  const right = sign(agent, message);
  const { publicKey } = agent;
  /** @type {readonly (readonly [name: string, members: import('../cases.mjs').Members])[]} */
  const wrong = [
    ['a bit of R turned', { signature: flipped(right, 0) }],
    ['a bit of S turned', { signature: flipped(right, 32) }],
    ['another message', { message: utf8('f4x') }],
    ['another key', { publicKey: stranger.publicKey }],
    ['S and the group order', { signature: secondSignature(right) }],
    ['zeros', { signature: filled(64, 0) }],
    ['63 bytes', { signature: right.subarray(0, 63) }],
    ['65 bytes', { signature: concat(right, filled(1, 0)) }],
    ['a key of 31 bytes', { publicKey: publicKey.subarray(0, 31) }],
    ['a key of small order', { publicKey: SMALL_ORDER, signature: concat(SMALL_ORDER, filled(32, 0)) }],
    ['a key of zeros', { publicKey: filled(32, 0), signature: filled(64, 0) }],
    ['an R of small order for which the equation holds', { signature: neutralSignature(agent, message) }],
    ['an R of small order', { signature: concat(SMALL_ORDER, right.subarray(32)) }],
  ];
  return {
    description:
      'Ed25519 signatures, and what a verifier has to refuse so that nobody but the signer makes a second encoding.',
    spec: 'SPEC.md clause 1.6',
    cases: [
      ...RFC8032.map((one, i) => valid(`RFC 8032, test ${i + 1}`, '1.6', one)),
      valid('the signature of an agent', '1.6', { publicKey, message, signature: right, seed: agent.seed }),
      ...wrong.map(([name, members]) =>
        invalid(name, '1.6', { publicKey, message, signature: right, ...members, refused: 'bad-signature' }),
      ),
    ],
  };
}
