import type { ContentIds } from './content-id.js';
import { CATEGORIES, type Observed, quantityOf } from './fhir-codes.js';
import type { OffsetTime } from './offset-time.js';

/* The resources of HL7 FHIR R4 that bundles are made of: a Patient that is a pseudonym and no more, Devices, Observations. */

export type Json = Readonly<Record<string, unknown>>;

export interface Entry {
  readonly fullUrl: string;
  readonly resource: { readonly resourceType: string; readonly id: string } & Json;
}

export interface FhirMaker {
  /** 32 hexadecimal digits. */
  readonly pseudonym: string;
  readonly at: OffsetTime;
  readonly ids: ContentIds;
}

export function entryOf(ids: ContentIds, resource: { resourceType: string } & Json): Entry {
  const id = ids(`fhir/${resource.resourceType}`, resource);
  const { resourceType, ...rest } = resource;
  return { fullUrl: `urn:uuid:${id}`, resource: { resourceType, id, ...rest } };
}

export const patientOf = ({ pseudonym, ids }: FhirMaker): Entry =>
  entryOf(ids, {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${dashed(pseudonym)}` }],
  });

/** The 16 bytes of a pseudonym in the form of a UUID, so that `urn:uuid` can carry them. */
const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const deviceOf = (family: string, { ids }: FhirMaker): Entry =>
  entryOf(ids, { resourceType: 'Device', deviceName: [{ name: family, type: 'model-name' }] });

export interface Found {
  readonly code: Observed;
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: { readonly start: string; readonly end: string };
  readonly value: number | AbsentReason;
}

/** In the place of a value. */
interface AbsentReason {
  readonly coding: readonly Json[];
  readonly text: string;
}

export function observation(
  { code, value, ...effective }: Found,
  { patient, device }: { readonly patient: Entry; readonly device?: Entry | undefined },
  ids: ContentIds,
): Entry {
  return entryOf(ids, {
    resourceType: 'Observation',
    ...(code.profile === undefined ? {} : { meta: { profile: [code.profile] } }),
    status: 'final',
    category: [{ coding: [CATEGORIES[code.category]] }],
    code: { coding: code.coding, text: code.text },
    subject: { reference: patient.fullUrl },
    ...effective,
    ...(typeof value === 'number' ? { valueQuantity: quantityOf(code, value) } : { dataAbsentReason: value }),
    ...(device === undefined ? {} : { device: { reference: device.fullUrl } }),
  });
}

export const collectionOf = (observations: readonly Entry[], others: readonly Entry[], ids: ContentIds): Json => ({
  resourceType: 'Bundle',
  id: ids('fhir/Bundle', observations),
  type: 'collection',
  entry: [...others, ...observations],
});
