import {
  boxKeyPair,
  followRotations,
  leafOf,
  placeInRotations,
  proveRotation,
  type SigningKey,
  signingKey,
  signRotation,
} from '@fit4work/protocol';

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

/** The keys of a coach API, and its list of rotations. */
export class RotatingCoach {
  readonly pinned = { signingKey: signingKey(bytes(0x31)).publicKey, boxKey: boxKeyPair(bytes(0x41)).publicKey };
  readonly list: Uint8Array[] = [];
  key: SigningKey = signingKey(bytes(0x31));
  box = boxKeyPair(bytes(0x41));

  /** Members of an agent's pins. */
  get pins() {
    return { coachSigningKey: this.pinned.signingKey, coachBoxKey: this.pinned.boxKey };
  }

  /** @param fill tells the new keys apart @param signing whether the signing key changes too */
  rotate(fill: number, { signing = false, issued = 1_780_000_000 + fill } = {}): Uint8Array {
    const present = this.key;
    const { rotation, leaf: previous } = followRotations(placeInRotations(this.pinned, []), this.list);
    if (signing) this.key = signingKey(bytes(fill));
    this.box = boxKeyPair(bytes(fill));
    const content = { rotation: rotation + 1, previous, issued, salt: bytes(fill), boxKey: this.box.publicKey };
    const made = signRotation(proveRotation({ ...content, signingKey: this.key.publicKey }, this.key), present);
    this.list.push(made);
    return made;
  }

  /** The leaf of the newest. */
  get leaf(): Uint8Array {
    return leafOf(this.list.at(-1) ?? bytes(0));
  }
}
