export { contentIds } from './content-id.js';
export { jsonLines } from './data-point.js';
export { fhirBundle } from './fhir-bundle.js';
export { ieee1752 } from './ieee-1752.js';
export { isOf, type MeasuredDay, type Sourced } from './measured-day.js';
export { type OffsetTime, offsetTimeIn } from './offset-time.js';
export { openMhealth } from './open-mhealth.js';
