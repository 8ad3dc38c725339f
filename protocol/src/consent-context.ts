/**
 * The JSON-LD context that stands in every consent record (SPEC.md clause 8.1), so that a linked-data tool reads the record by
 * itself, without fetching anything: the Data Privacy Vocabulary (W3C, https://w3id.org/dpv) wherever it has the term.
 */
export const CONSENT_CONTEXT = {
  dpv: 'https://w3id.org/dpv#',
  dcterms: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  f4w: 'https://fit4work.example/ns/v1#',
  type: '@type',
  ConsentRecord: 'dpv:ConsentRecord',
  ConsentGiven: 'dpv:ConsentGiven',
  ConsentWithdrawn: 'dpv:ConsentWithdrawn',
  version: 'dcterms:hasVersion',
  status: { '@id': 'dpv:hasConsentStatus', '@type': '@vocab' },
  pseudonym: 'dpv:hasDataSubject',
  controller: { '@id': 'dpv:hasDataController', '@type': '@id' },
  recipient: 'dpv:hasRecipient',
  purpose: { '@id': 'dpv:hasPurpose', '@type': '@id' },
  legalBasis: { '@id': 'dpv:hasLegalBasis', '@type': '@id' },
  scope: { '@id': 'dpv:hasPersonalData', '@container': '@set' },
  metric: 'f4w:metric',
  granularities: { '@id': 'f4w:granularity', '@container': '@set' },
  from: { '@id': 'f4w:from', '@type': 'xsd:date' },
  until: { '@id': 'f4w:until', '@type': 'xsd:date' },
  issued: { '@id': 'dpv:isIndicatedAtTime', '@type': 'xsd:dateTime' },
  expires: { '@id': 'dcterms:valid', '@type': 'xsd:dateTime' },
  notice: 'dpv:hasNotice',
  language: 'dcterms:language',
  sha256: 'f4w:sha256',
  grant: 'f4w:grant',
  after: { '@id': 'f4w:after', '@container': '@set' },
  salt: 'f4w:salt',
} as const;

/** The one text of it: a context that differs would give the same members another meaning. */
export const CONSENT_CONTEXT_JSON = JSON.stringify(CONSENT_CONTEXT);
