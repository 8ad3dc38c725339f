import { toHex } from '@fit4work/protocol';
import { canonicalUuid } from './uuid.js';

/* What a device says of itself to everybody (Core Specification Supplement, part A, section 1; Core 5.4, vol. 3, part C, section 11). */

export interface Advertisement {
  readonly name: string | undefined;
  /** Canonical UUIDs. */
  readonly services: readonly string[];
}

const SHORT_NAME = 0x08;
const WHOLE_NAME = 0x09;
/** By type of a list of services: how many bytes one of them has. */
const SERVICES: ReadonlyMap<number, number> = new Map([
  ...([0x02, 0x03] as const).map((type) => [type, 2] as const),
  ...([0x06, 0x07] as const).map((type) => [type, 16] as const),
]);

/** Reads as far as it is well formed: anybody may send anything. */
export function readAdvertisement(data: Uint8Array): Advertisement {
  const parts = [...partsOf(data)];
  const said = (type: number): Uint8Array | undefined => parts.find((part) => part.type === type)?.value;
  const name = said(WHOLE_NAME) ?? said(SHORT_NAME);
  return { name: name && printable(name), services: [...new Set(parts.flatMap(servicesOf))] };
}

interface Part {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Each after its length in one byte; a length of nothing is the end. */
function* partsOf(data: Uint8Array): Generator<Part> {
  for (let at = 0; at < data.length; ) {
    const length = data[at] ?? 0;
    if (length === 0 || at + 1 + length > data.length) return;
    yield { type: data[at + 1] ?? 0, value: data.subarray(at + 2, at + 1 + length) };
    at += 1 + length;
  }
}

/** The bytes of each come last first. */
function servicesOf({ type, value }: Part): readonly string[] {
  const size = SERVICES.get(type) ?? value.length + 1;
  return Array.from({ length: Math.floor(value.length / size) }, (_, i) =>
    canonicalUuid(toHex(value.slice(i * size, (i + 1) * size).reverse())),
  );
}

/** A name is shown to people: what is no letter of it is left out. */
function printable(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder()
    .decode(bytes)
    .replaceAll(/[\p{C}\uFFFD]/gu, '')
    .trim();
  return text === '' ? undefined : text;
}

/** What two advertisements of one device say together: a name often stands in the second one alone. */
export const together = (first: Advertisement, second: Advertisement): Advertisement => ({
  name: second.name ?? first.name,
  services: [...new Set([...first.services, ...second.services])],
});
