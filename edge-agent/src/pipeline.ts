/*
 * The pipeline without a machine under it: what a build for a browser takes. It hands in its own adapters for the ports
 * below and its families of wearables; nothing here knows Node, SQLite, noble or TCP.
 */

export type * from './central-port.js';
export { type ConnectionPolicy, POLICY } from './core/connection.js';
export { type Invitation, parseInvitation } from './core/invitation.js';
export { Drain, type DrainPorts } from './drain.js';
export { type EnrolPorts, type EnrolRequest, enrolUnattended, makeKeys, register } from './enrol.js';
export { AgentError, type AgentErrorCode } from './error.js';
export type { GattLink } from './gatt/gatt-link.js';
export { Lifeline } from './gatt/lifeline.js';
export { type ConsentPorts, type GrantRequest, grant, withdraw } from './grants.js';
export { type ConnectionPorts, keepConnected } from './keep-connected.js';
export { type FollowerPorts, LogFollower } from './log-follower.js';
export { Noticed, type NoticedPorts } from './noticed.js';
export { type OwnGrants, ownGrants } from './own-consent.js';
export { ownReads } from './own-reads.js';
export { type OwnSamples, ownSamples, type SampleAsk } from './own-samples.js';
export { agreeOnKey, type PairingPorts, toPairing } from './pair.js';
export type { Person, PersonPorts } from './person.js';
export type * from './ports.js';
export { type RunPorts, run } from './run.js';
export { sealDueWindows } from './seal-windows.js';
export { statusOf } from './status.js';
export { Turn } from './turn.js';
export { unlockVault } from './unlock.js';
export { WearableError, type WearableErrorCode, type WearableFault } from './wearable-error.js';
export type * from './wearable-port.js';
