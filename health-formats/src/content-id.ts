import { sha256, toHex, utf8 } from '@fit4work/protocol';

/** Names a document by its content: the same content has the same name in every export. */
export type ContentIds = (kind: string, content: unknown) => string;

const VERSION_8 = 0x80;
const VARIANT = 0x80;

/** The first 122 bits of a SHA-256 that a UUID has room for. @source RFC 9562 section 5.8 */
function toUuid(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | VERSION_8;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | VARIANT;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * UUIDs of version 8: SHA-256 over the label `f4w/v1/export-id`, the pseudonym, the kind and the content as JSON, one a line. A
 * content that stands twice is told apart by its number, so that no two documents of one maker share a name.
 *
 * @param pseudonym 32 hexadecimal digits
 */
export function contentIds(pseudonym: string): ContentIds {
  const seen = new Map<string, number>();
  return (kind, content) => {
    const text = ['f4w/v1/export-id', pseudonym, kind, JSON.stringify(content)].join('\n');
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return toUuid(sha256(utf8(times === 0 ? text : `${text}\n${times}`)));
  };
}
