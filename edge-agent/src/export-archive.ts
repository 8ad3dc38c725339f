import { END_OF_ARCHIVE } from '@fit4work/archive';
import {
  contentIds,
  fhirBundle,
  ieee1752,
  jsonLines,
  type OffsetTime,
  offsetTimeIn,
  openMhealth,
} from '@fit4work/health-formats';
import { daysOfDate, identityKey, type Metric, toHex, utf8, vaultKey } from '@fit4work/protocol';
import { csvName, fhirName, ieeeName, openMhealthName, README_NAME } from './core/export/archive-names.js';
import { CSV_NAMES, csvHeader, csvLines } from './core/export/csv.js';
import type { ExportDay } from './core/export/export-day.js';
import { type ExportLanguage, readmeText } from './core/export/export-words.js';
import { MANIFEST_NAME, type Manifest, SIGNATURE_NAME, signManifest, writeManifest } from './core/export/manifest.js';
import { exportDays, newestSample } from './export-days.js';
import { type ArchivePorts, GrowingMember, MemberWriter } from './export-members.js';
import { exportProofs, type ProofPorts } from './export-proofs.js';
import type { LetterReader } from './open-letters.js';
import type { Person } from './person.js';
import type { Vault } from './ports.js';

export interface ExportPorts extends ProofPorts {
  readonly vault: Vault;
  readonly archive: ArchivePorts;
  /** Called after each day. */
  readonly onDay?: ((done: number, days: number) => void) | undefined;
}

export interface ExportRequest {
  /** The employee's root secret: it opens closed days and signs the manifest. */
  readonly root: Uint8Array;
  readonly language: ExportLanguage;
  /** First and last civil day; what is left out goes as far as there is anything. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * The whole archive, as the bytes of a tar. The same vault, checkpoint and request give the same bytes.
 *
 * @returns its manifest
 * @throws AgentError `vault-damaged`
 */
export async function* exportArchive(
  ports: ExportPorts,
  { identity, zone }: Person,
  request: ExportRequest,
): AsyncGenerator<Uint8Array, Manifest> {
  const opener = { vault: ports.vault, zone, key: vaultKey(request.root) };
  const days = boundsOf(await ports.vault.days(), request);
  const newest = days === null ? 0 : await newestSample(opener, days);
  const writer = new MemberWriter(ports.archive, newest);
  yield* writer.writeWhole(README_NAME, utf8(readmeText(request.language)));
  const counts = yield* writeProofs(ports, { identity, vaultKey: opener.key }, writer);
  const pseudonym = toHex(identity.pseudonym);
  const measured = new MeasuredMembers(writer, ports.archive, { pseudonym, at: offsetTimeIn(zone) });
  const total = days === null ? 0 : countDays(days);
  let done = 0;
  if (days !== null) {
    for await (const day of exportDays(opener, days)) {
      yield* measured.writeDay(day);
      if (day.unreadable) measured.unreadable.push(day.day);
      done += 1;
      ports.onDay?.(done, total);
    }
  }
  yield* measured.writeTables();
  const { samples, notCounted, unreadable } = measured;
  const { members } = writer;
  const head = { format: 'fit4work-export', version: 1, pseudonym, zone, days, newest } as const;
  const manifest: Manifest = { ...head, samples, notCounted, unreadable, ...counts, members: [...members] };
  const bytes = writeManifest(manifest);
  yield* writer.writeWhole(MANIFEST_NAME, bytes);
  yield* writer.writeWhole(SIGNATURE_NAME, signManifest(bytes, identityKey(request.root)));
  yield END_OF_ARCHIVE;
  return manifest;
}

type Days = { readonly from: string; readonly until: string };

/** What is asked for, as far as anything is kept. */
function boundsOf(held: Days | undefined, { from, until }: Pick<ExportRequest, 'from' | 'until'>): Days | null {
  if (held === undefined) return null;
  const first = from !== undefined && from > held.from ? from : held.from;
  const last = until !== undefined && until < held.until ? until : held.until;
  return first <= last ? { from: first, until: last } : null;
}

const countDays = ({ from, until }: Days): number => daysOfDate(until) - daysOfDate(from) + 1;

async function* writeProofs(ports: ProofPorts, reader: LetterReader, writer: MemberWriter) {
  const proofs = exportProofs(ports, reader);
  let step = await proofs.next();
  for (; step.done !== true; step = await proofs.next()) yield* writer.writeWhole(step.value.name, step.value.bytes);
  return step.value;
}

/** What was measured: documents for each day, and tables that grow by each. */
class MeasuredMembers {
  readonly samples: Record<Metric, number> = { steps: 0, 'heart-rate': 0, sleep: 0 };
  readonly notCounted: Record<Metric, number> = { steps: 0, 'heart-rate': 0, sleep: 0 };
  readonly unreadable: string[] = [];
  readonly #writer: MemberWriter;
  readonly #whose: { readonly pseudonym: string; readonly at: OffsetTime };
  readonly #tables: ReadonlyMap<(typeof CSV_NAMES)[number], GrowingMember>;

  constructor(writer: MemberWriter, archive: ArchivePorts, whose: { pseudonym: string; at: OffsetTime }) {
    this.#writer = writer;
    this.#whose = whose;
    this.#tables = new Map(CSV_NAMES.map((name) => [name, new GrowingMember(archive, csvHeader(name))]));
  }

  *writeDay(day: ExportDay): Generator<Uint8Array> {
    for (const { sample } of day.samples) this.samples[sample.metric] += 1;
    for (const { sample } of day.notCounted) this.notCounted[sample.metric] += 1;
    for (const [name, table] of this.#tables) table.add(csvLines(name, day, this.#whose.at));
    if (day.samples.length + day.nights.length === 0) return;
    const maker = { ...this.#whose, ids: contentIds(this.#whose.pseudonym) };
    yield* this.#writer.writeWhole(openMhealthName(day.day), utf8(jsonLines(openMhealth(day, maker))));
    yield* this.#writer.writeWhole(ieeeName(day.day), utf8(jsonLines(ieee1752(day, maker))));
    yield* this.#writer.writeWhole(fhirName(day.day), utf8(`${JSON.stringify(fhirBundle(day, maker))}\n`));
  }

  *writeTables(): Generator<Uint8Array> {
    for (const [name, table] of this.#tables) yield* table.writeTo(this.#writer, csvName(name));
  }
}
