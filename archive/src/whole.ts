import { concat } from '@fit4work/protocol';
import { ArchiveError } from './error.js';
import { END_OF_ARCHIVE, tarHeader, tarPadding } from './tar.js';
import { TarReader } from './tar-reader.js';

/**
 * An archive that fits in memory.
 *
 * @param members name to content, in order
 * @param mtime of every member, Unix seconds
 * @throws ArchiveError `bad-member`
 */
export function writeArchive(members: ReadonlyMap<string, Uint8Array>, mtime: number): Uint8Array {
  const parts = [...members].flatMap(([name, bytes]) => [
    tarHeader({ name, size: bytes.length, mtime }),
    bytes,
    tarPadding(bytes.length),
  ]);
  return concat(...parts, END_OF_ARCHIVE);
}

/** The inverse of {@link writeArchive}. @throws ArchiveError `bad-header`, `cut-short`, `repeated-member` */
export function readArchive(archive: Uint8Array): Map<string, Uint8Array> {
  const reading = readArchiveByMember(archive);
  for (;;) {
    const next = reading.next();
    if (next.done === true) return next.value;
  }
}

/**
 * As {@link readArchive}, for whoever has something else to do after each member.
 * @returns yields how many bytes of members were read
 */
export function* readArchiveByMember(archive: Uint8Array): Generator<number, Map<string, Uint8Array>> {
  const members = new Map<string, Uint8Array>();
  const reader = new TarReader();
  let [name, parts]: [string, Uint8Array[]] = ['', []];
  let bytes = 0;
  for (const event of reader.push(archive)) {
    if (event.kind === 'member') [name, parts] = [event.member.name, []];
    else if (event.kind === 'content') parts.push(event.bytes);
    else if (members.has(name))
      throw new ArchiveError('repeated-member', 'The archive has a member twice; it was changed.');
    else {
      const content = concat(...parts);
      members.set(name, content);
      bytes += content.length;
      yield bytes;
    }
  }
  reader.end();
  return members;
}
