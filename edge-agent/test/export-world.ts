import {
  cosign,
  encodeVkey,
  formatNote,
  leafOf,
  noteSigner,
  parseSignedCheckpoint,
  seal,
  signingKey,
  type TileReader,
} from '@fit4work/protocol';
import { nodeArchive } from '../src/adapters/export-file.js';
import type { Manifest } from '../src/core/export/manifest.js';
import type { LetterKind } from '../src/core/letter-kinds.js';
import { NETWORK_REFUSALS } from '../src/core/refusal-words/network-refusals.js';
import { AgentError } from '../src/error.js';
import { type ExportPorts, type ExportRequest, exportArchive } from '../src/export-archive.js';
import { verifyExport } from '../src/export-verify.js';
import { grant, withdraw } from '../src/grants.js';
import type { Person } from '../src/person.js';
import type {} from '../src/ports.js';
import { sealDueWindows } from '../src/seal-windows.js';
import { SmallLog } from './fakes.js';
import { lock } from './open-lock.js';
import { DAY, dayBounds, STEPS_BY_DAY, VaultWorld } from './vault-world.js';

const WITNESS = noteSigner('witness.example/council', 4, new Uint8Array(32).fill(6));

/** A person with a closed day, a day that has begun, two consent records, and a witnessed log that has all of it. */
export class ExportWorld {
  readonly vaultWorld: VaultWorld;
  readonly log = new SmallLog();
  readonly person: Person;
  /** Signs what is told. */
  readonly coachApi = signingKey(new Uint8Array(32).fill(11));
  readonly #told: Uint8Array[] = [];
  #checkpoint: Uint8Array | undefined;
  /** Whether the log can be asked. */
  reachable = true;

  private constructor(vaultWorld: VaultWorld) {
    this.vaultWorld = vaultWorld;
    const { identity, zone } = vaultWorld.person;
    const witness = `witness council ${encodeVkey(WITNESS.key)}`;
    const policy = this.log.policy.replace('quorum none', `${witness}\nquorum council`);
    this.person = {
      zone,
      identity: { ...identity, pins: { ...identity.pins, policy, coachSigningKey: this.coachApi.publicKey } },
    };
  }

  static async open(): Promise<ExportWorld> {
    const world = new ExportWorld(await VaultWorld.open());
    await world.ports.vault.saveIdentity(world.person.identity);
    return world;
  }

  get ports(): VaultWorld['ports'] {
    return this.vaultWorld.ports;
  }

  /** An ordinary day that is closed, its keys forgotten, and an hour of the next. */
  async live(): Promise<void> {
    const { start, end } = dayBounds(DAY);
    await this.vaultWorld.read(this.vaultWorld.batchOf(start, end), this.vaultWorld.batchOf(end, end + 3600));
    await sealDueWindows(this.ports, this.person, true);
    const consent = { ...this.ports, lock };
    const grantId = await grant(consent, this.person, { request: STEPS_BY_DAY, passphrase: '' });
    await withdraw(consent, this.person.identity, { grantId, passphrase: '' });
    await this.prove();
  }

  /** Something of the coach API came down; its leaf is in the log with the next that are proven. */
  async tell(kind: LetterKind, record: Uint8Array): Promise<void> {
    this.#told.push(leafOf(record));
    await this.ports.outbox.saveLetter({ kind, sealed: seal(record, this.person.identity.vaultPublicKey) }, 1);
  }

  /** Every leaf stands in the log, and the agent has believed a checkpoint that covers them. */
  async prove(): Promise<void> {
    const { outbox } = this.ports;
    const leaves = await outbox.unproven(1000);
    const first = this.log.leaves.length;
    const { note } = parseSignedCheckpoint(this.log.append(...leaves, ...this.#told.splice(0)));
    const witnessed = { ...note, signatures: [...note.signatures, cosign(note.text, 1_773_200_000, WITNESS)] };
    this.#checkpoint = formatNote(witnessed);
    const checkpoint = Buffer.from(this.#checkpoint).toString('utf8');
    const found = leaves.map((leaf, at) => ({ leaf, index: first + at }));
    await outbox.markProven(found, { checkpoint, scanned: this.log.leaves.length });
  }

  /** The days before are closed as the agent closes them: nothing opens them but the passphrase. */
  async forgetKeys(): Promise<void> {
    const positions = await this.ports.vault.positions();
    if (positions !== undefined) await this.ports.outbox.commit({ entries: [], positions, forgetBefore: '9999-01-01' });
  }

  get exportPorts(): ExportPorts {
    const tiles: TileReader = async (path) => {
      if (!this.reachable) throw new AgentError('unreachable', NETWORK_REFUSALS.logEmpty);
      return path === 'checkpoint' ? this.#checkpoint : this.log.files.get(path);
    };
    return { ...this.ports, tiles, archive: nodeArchive, report: () => undefined };
  }

  async export(
    request: Partial<ExportRequest> = {},
    ports: Partial<ExportPorts> = {},
  ): Promise<{ bytes: Buffer; manifest: Manifest }> {
    const made = exportArchive({ ...this.exportPorts, ...ports }, this.person, {
      root: this.vaultWorld.root,
      language: 'en',
      ...request,
    });
    const parts: Uint8Array[] = [];
    let step = await made.next();
    for (; step.done !== true; step = await made.next()) parts.push(step.value.slice());
    return { bytes: Buffer.concat(parts), manifest: step.value };
  }

  close(): Promise<void> {
    return this.vaultWorld.close();
  }
}

/** A port, but for what the test says. */
export function but<P extends object>(port: P, other: Partial<P>): P {
  return new Proxy(port, {
    get: (target, name) => {
      const own: unknown = Reflect.get(other, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

/** The members of an archive, by walking its headers as any tar does. */
export function membersOf(archive: Buffer): Map<string, { readonly at: number; readonly bytes: Buffer }> {
  const members = new Map<string, { at: number; bytes: Buffer }>();
  for (let at = 0; archive[at] !== 0; ) {
    const name = archive.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 135), 8);
    members.set(name, { at: at + 512, bytes: archive.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}

/** Looks at an archive as a person would who was handed it. */
export const verify = (bytes: Uint8Array): ReturnType<typeof verifyExport> =>
  verifyExport(inOnePiece(bytes), nodeArchive);

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
