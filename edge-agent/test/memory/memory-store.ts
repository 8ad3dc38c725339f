import type { Outbox, Vault } from '../../src/ports.js';
import { MemoryDisk } from './memory-disk.js';
import { MemoryOutbox } from './memory-outbox.js';
import { MemoryVault } from './memory-vault.js';

/** Vault and outbox in memory. Opened twice on one disk, they are what two processes have. */
export const openMemoryStore = (disk = new MemoryDisk()): { readonly vault: Vault; readonly outbox: Outbox } => ({
  vault: new MemoryVault(disk),
  outbox: new MemoryOutbox(disk),
});
