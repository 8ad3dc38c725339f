import { openKeptKeys, parseKeptKeys, signKeptKeys } from '../src/kept-keys.js';
import { openKeptPins, signKeptPins } from '../src/kept-pins.js';
import { AGENT, filled, IDENTITY, KEPT_KEYS, KEPT_PINS, WINDOW_START } from '../src/records.fixture.js';
import * as recovery from '../src/recovery.js';
import { signRecoveryToken } from '../src/token.js';
import type { Feed } from './feed.js';
import { bytes, unverified, unverifiedJson, verified, verifiedJson } from './ways.js';

const RECOVERY = signRecoveryToken(IDENTITY, WINDOW_START);

/** What reads the bytes that a new machine recovers, by file and name. */
export const RECOVERY_PARSERS: Readonly<Record<string, readonly Feed[]>> = {
  'kept-keys.openKeptKeys': verified('kept-keys', AGENT, {
    valid: signKeptKeys(KEPT_KEYS, AGENT),
    open: (input) => openKeptKeys(input, AGENT.publicKey),
  }),
  'kept-keys.parseKeptKeys': unverified('kept-keys', signKeptKeys(KEPT_KEYS, AGENT), parseKeptKeys),
  'kept-pins.openKeptPins': verified('kept-pins', IDENTITY, {
    valid: signKeptPins(KEPT_PINS, IDENTITY),
    open: (input) => openKeptPins(input, IDENTITY.publicKey),
  }),
  'recovery.parseRecoveryToken': unverifiedJson(recovery.parseRecoveryToken, RECOVERY),
  'recovery.readRecoveryEnvelopes': bytes(
    recovery.readRecoveryEnvelopes,
    recovery.encodeRecoveryEnvelope({ position: 7, bytes: null, agent: 1, sequence: 9, leaf: filled(32, 1) }),
  ),
  'recovery.readRecoveryItems': bytes(
    recovery.readRecoveryItems,
    recovery.encodeRecoveryItem({ position: 7, bytes: filled(9, 1) }),
  ),
  'recovery.verifyRecoveryToken': verifiedJson(
    IDENTITY,
    (input) => recovery.verifyRecoveryToken(recovery.parseRecoveryToken(input), IDENTITY.publicKey, WINDOW_START),
    { JWT: RECOVERY },
  ),
};
