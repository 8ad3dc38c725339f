import { openErasure, openErasureCertificate, signErasure, signErasureCertificate } from '../src/erasure.js';
import { openErasureCounts, signErasureCounts } from '../src/erasure-counts.js';
import { COACH_API, ERASURE, ERASURE_CERTIFICATE, ERASURE_COUNTS, IDENTITY } from '../src/records.fixture.js';
import type { Feed } from './feed.js';
import { verified } from './ways.js';

/** What reads erasures, what comes of them and counts of them, by file and name. */
export const ERASURE_PARSERS: Readonly<Record<string, readonly Feed[]>> = {
  'erasure.openErasure': verified('erasure', IDENTITY, {
    valid: signErasure(ERASURE, IDENTITY),
    open: (input) => openErasure(input, IDENTITY.publicKey),
  }),
  'erasure.openErasureCertificate': verified('erasure-certificate', COACH_API, {
    valid: signErasureCertificate(ERASURE_CERTIFICATE, COACH_API),
    open: (input) => openErasureCertificate(input, COACH_API.publicKey),
  }),
  'erasure-counts.openErasureCounts': verified('erasure-counts', COACH_API, {
    valid: signErasureCounts(ERASURE_COUNTS, COACH_API),
    open: (input) => openErasureCounts(input, COACH_API.publicKey),
  }),
};
