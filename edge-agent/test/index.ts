/** What of this room’s test kit others’ tests may use: the contract of a port is for whoever has an adapter. */

export { LISTENS_MS } from '../src/nearby.js';
export { describeCentral } from './contracts/central-contract.js';
export { SmallLog, WitnessedLog } from './fakes.js';
export { tellCertificate, tellMessage, tellProgramme } from './letters.js';
export { measureDays, stepsOfDay } from './measured-days.js';
export { type Beginning, MemoryAgent } from './memory/memory-agent.js';
export { Network } from './network.js';
export { PASSPHRASE, PageWorld } from './page-world.js';
export { STEPS_OF_A_DAY } from './played-band.js';
export { ReadWorld } from './read-world.js';
export { repairedConsent } from './repaired-consent.js';
export { SetupWorld } from './setup-world.js';
export { DAY, dayBounds, NEXT } from './vault-world.js';
