import type { FindingStore, Outbox, Vault } from '../../src/ports.js';
import { MemoryDisk } from './memory-disk.js';
import { MemoryFindings } from './memory-findings.js';
import { MemoryOutbox } from './memory-outbox.js';
import { MemoryVault } from './memory-vault.js';

interface MemoryStore {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly findings: FindingStore;
}

/** Vault, outbox and findings in memory. Opened twice on one disk, they are what two processes have. */
export const openMemoryStore = (disk = new MemoryDisk()): MemoryStore => ({
  vault: new MemoryVault(disk),
  outbox: new MemoryOutbox(disk),
  findings: new MemoryFindings(disk),
});
