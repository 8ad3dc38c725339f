import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';

const { Point } = ed25519;

const littleEndian = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** The point that a signature tells is the one that its equation gives, to the byte: without the cofactor, as libsodium has it. */
function tellsItsPoint(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const told = signature.subarray(0, 32);
  const hash = sha512.create().update(told).update(publicKey).update(message).digest();
  const challenge = littleEndian(hash) % Point.Fn.ORDER;
  const scalar = littleEndian(signature.subarray(32));
  const point = Point.BASE.multiplyUnsafe(scalar).subtract(Point.fromBytes(publicKey).multiplyUnsafe(challenge));
  return point.toBytes().every((byte, i) => byte === told[i]);
}

/**
 * Stands in the place of libsodium where a page only verifies: libsodium is WebAssembly of more than a page may weigh, and wants a
 * policy that lets code be made. It judges every signature as libsodium does, those too that only a cheat would make: a log must
 * not be sound on the page and unsound elsewhere. A page that would sign or open something with it breaks at once.
 * @source RFC 8032 section 5.1.7, the equation without the cofactor
 */
const verifyOnlySodium = {
  ready: Promise.resolve(),
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    // The first refuses what is not canonical, and keys and points of small order.
    return (
      ed25519.verify(signature, message, publicKey, { zip215: false }) && tellsItsPoint(signature, message, publicKey)
    );
  },
};

export default verifyOnlySodium;
