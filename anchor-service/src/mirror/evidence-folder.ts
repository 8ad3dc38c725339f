import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSignedCheckpoint } from '@fit4work/protocol';
import { type Evidence, writeEvidence } from '../verify/evidence.js';

/** A log that shows a new fork at every request does not fill the disk. */
const MOST = 100;

/** The bundles that a mirror keeps. It is alarmed as long as there is one: whoever has taken them elsewhere ends the alarm. */
export class EvidenceFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  count(): number {
    return this.#bundles().length;
  }

  /** Keeps a contradiction once, however often it is seen. @param now Unix seconds */
  keep(evidence: Evidence, now: number): void {
    const bundles = this.#bundles();
    const text = textOf(evidence.b);
    if (bundles.length >= MOST || bundles.some((name) => this.#shows(name, text))) return;
    writeEvidence(this.#folder, evidence, now);
  }

  #bundles(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).filter((name) => !name.startsWith('.'));
  }

  #shows(name: string, text: string): boolean {
    const file = join(this.#folder, name, 'b.checkpoint');
    return existsSync(file) && textOf(new Uint8Array(readFileSync(file))) === text;
  }
}

/** Signatures may come in another order: a checkpoint is named by its text. */
const textOf = (note: Uint8Array): string => parseSignedCheckpoint(note).note.text;
