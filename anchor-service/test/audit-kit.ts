import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeArchive } from '@fit4work/archive';
import type { NoteSigner } from '@fit4work/protocol';
import { SqliteAuditBook } from '../src/adapters/sqlite-audit-book.js';
import type { AuditPorts } from '../src/audit/auditing.js';
import { DayLedger } from '../src/audit/day-ledger.js';
import { notingPublisher } from '../src/audit/noting-publisher.js';
import { manifestFiles } from '../src/core/audit-manifest.js';
import type { Clock } from '../src/ports.js';
import type { PublicationPorts } from '../src/publication.js';
import type { LogKit, RunningLog } from './kit.js';

/** The book of a log, as a start of the service opens it. */
export interface BookKit {
  readonly book: SqliteAuditBook;
  /** For `openLog`: what is published is noted. */
  readonly noting: (ports: PublicationPorts) => PublicationPorts;
  readonly portsOf: (log: RunningLog) => AuditPorts;
}

/** @param kit with the number of its policy, where it is not the first @param clock of the times of publication */
export function openBook(
  kit: Pick<LogKit, 'folder' | 'policy' | 'signer'> & { number?: number },
  clock: Clock,
): BookKit {
  const { policy, signer, number = 0 } = kit;
  const book = new SqliteAuditBook(join(kit.folder, 'audit.sqlite'));
  return {
    book,
    noting: (ports) => ({
      ...ports,
      publisher: notingPublisher(ports.publisher, { book, store: ports.store, policyAt: () => policy, clock }),
    }),
    portsOf: ({ folder, store }) => ({
      ...{ read: folder.read, store, book, clock, erasures: undefined },
      standingAt: () => ({ number, policy, signer }),
      ledger: new DayLedger({ book, store }),
    }),
  };
}

/** A pack with members changed, added (by a name of theirs), or left out, and signed again by the log itself. */
export function repacked(
  members: ReadonlyMap<string, Uint8Array>,
  changes: Readonly<Record<string, Uint8Array | undefined>>,
  signer: NoteSigner,
): Uint8Array {
  const own = [...members].filter(([name]) => !name.startsWith('MANIFEST'));
  const changed = [...new Map<string, Uint8Array | undefined>([...own, ...Object.entries(changes)])].flatMap(
    ([name, bytes]) => (bytes === undefined ? [] : [[name, bytes] as const]),
  );
  const described = changed.map(([name, bytes]) => ({
    ...{ name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  }));
  return writeArchive(new Map([...changed, ...manifestFiles(described, signer)]), 1_790_000_100);
}
