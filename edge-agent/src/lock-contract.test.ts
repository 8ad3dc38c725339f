import { describeLock } from '../test/contracts/lock-contract.js';
import { QuickLock } from '../test/memory/quick-lock.js';
import { SodiumPassphraseLock } from './adapters/sodium-passphrase.js';

describeLock('Argon2id', (entropy) => new SodiumPassphraseLock(entropy));
describeLock('memory', (entropy) => new QuickLock(entropy));
