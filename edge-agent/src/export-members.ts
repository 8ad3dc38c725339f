import { tarHeader, tarPadding } from '@fit4work/archive';
import { utf8 } from '@fit4work/protocol';
import type { ManifestMember } from './core/export/manifest.js';

/** SHA-256 over what comes in parts. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower-case hexadecimal; nothing may be added after it. */
  hex(): string;
}

/** What the platform does for an archive. */
export interface ArchivePorts {
  digest(): Digest;
  deflate(bytes: Uint8Array): Uint8Array;
  inflate(bytes: Uint8Array): Uint8Array;
}

/** Writes members one after the other, and remembers what they were. */
export class MemberWriter {
  readonly members: ManifestMember[] = [];
  readonly #ports: ArchivePorts;
  readonly #mtime: number;

  constructor(ports: ArchivePorts, mtime: number) {
    this.#ports = ports;
    this.#mtime = mtime;
  }

  *write(name: string, size: number, parts: Iterable<Uint8Array>): Generator<Uint8Array> {
    const digest = this.#ports.digest();
    yield tarHeader({ name, size, mtime: this.#mtime });
    for (const part of parts) {
      digest.update(part);
      yield part;
    }
    const padding = tarPadding(size);
    if (padding.length > 0) yield padding;
    this.members.push({ name, size, sha256: digest.hex() });
  }

  writeWhole(name: string, bytes: Uint8Array): Generator<Uint8Array> {
    return this.write(name, bytes.length, [bytes]);
  }
}

/**
 * A file that grows by a part each day, while a member of an archive has to say its size first. The parts wait deflated:
 * some kilobytes a day.
 */
export class GrowingMember {
  #size = 0;
  readonly #parts: Uint8Array[] = [];
  readonly #ports: ArchivePorts;

  constructor(ports: ArchivePorts, header: string) {
    this.#ports = ports;
    this.add(header);
  }

  add(text: string): void {
    if (text === '') return;
    const bytes = utf8(text);
    this.#size += bytes.length;
    this.#parts.push(this.#ports.deflate(bytes));
  }

  *writeTo(writer: MemberWriter, name: string): Generator<Uint8Array> {
    yield* writer.write(name, this.#size, this.#inflated());
  }

  *#inflated(): Generator<Uint8Array> {
    for (const part of this.#parts) yield this.#ports.inflate(part);
  }
}
