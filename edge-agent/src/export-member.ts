/** A file of an archive that fits in memory. */
export interface SmallMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}
