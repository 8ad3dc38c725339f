import { aeadOpen, aeadSeal } from '../src/aead.js';
import { concat, fromBase64Url, fromHex } from '../src/bytes.js';
import {
  checkVersion,
  decodeCbor,
  decodeCborSequence,
  eachOfCborSequence,
  encodeCbor,
  readArray,
  readBytes,
  readFields,
  readText,
  readTime,
  readUint,
} from '../src/cbor.js';
import { CborCursor } from '../src/cbor-cursor.js';
import { eachCbor, readCbor, readCborSequence, readKnown } from '../src/cbor-reader.js';
import { civilDay, civilDayBounds, daysOfDate } from '../src/civil-day.js';
import { openConsent, signGrant, signWithdrawal } from '../src/consent.js';
import * as members from '../src/consent-members.js';
import { openSeries, openSummary } from '../src/content.js';
import { encrypt0, parseSign1, readEncrypt0, verifySign1 } from '../src/cose.js';
import { type Envelope, openBox, parseEnvelope, sealEnvelope, verifyEnvelope } from '../src/envelope.js';
import { jwsText, parseJws, verifyJws } from '../src/jws.js';
import { dataKeyId } from '../src/key-id.js';
import { fromRecoveryWords, openCertificate, seal, signCertificate, toRecoveryWords, unseal } from '../src/keys.js';
import { openMessage, signMessage } from '../src/message.js';
import { padTo, unpad } from '../src/padding.js';
import { openProgramme, signProgramme } from '../src/programme.js';
import { openRead, signRead } from '../src/read.js';
import { openReceipt, signReceipt } from '../src/receipt.js';
import * as recordFields from '../src/record-fields.js';
import {
  AGENT,
  boxInputs,
  CERTIFICATE,
  COACH_API,
  DATA_KEYS,
  filled,
  GRANT,
  HEADER,
  IDENTITY,
  MESSAGE,
  PROGRAMME,
  READ,
  RECEIPT,
  RECIPIENT,
  RELEASE_HEADER,
  RETIREMENT,
  ROTATION,
  WINDOW_START,
  withdrawalOf,
} from '../src/records.fixture.js';
import { openRelease, parseRelease, signRelease, verifyRelease } from '../src/release.js';
import { openRetirement, signRetirement } from '../src/retirement.js';
import { fromRfc3339 } from '../src/rfc3339.js';
import { openRotation, parseRotation, placeInRotations, signRotation } from '../src/rotation.js';
import { METRICS } from '../src/sample.js';
import { decodeSeries, encodeSeries } from '../src/series.js';
import { sign, verifySignature } from '../src/signature.js';
import { decodeSummary, encodeSummary } from '../src/summary.js';
import { parsePersonTopic, TOPICS } from '../src/topics.js';
import { readVarints, unzigzag } from '../src/varint.js';
import { type Granularity, WINDOW_KIND } from '../src/window.js';
import type { Feed } from './feed.js';
import { bytes, json, replaced, text, unverified, unverifiedJson, value, verified, verifiedJson } from './ways.js';

const SERIES = [
  encodeSeries(
    { metric: 'heart-rate', worn: [], samples: [{ metric: 'heart-rate', start: WINDOW_START, value: 60 }] },
    WINDOW_START,
  ),
  encodeSeries(
    {
      metric: 'sleep',
      worn: [{ start: WINDOW_START, duration: 900 }],
      samples: [{ metric: 'sleep', start: WINDOW_START + 5, duration: 60, stage: 'rem' }],
    },
    WINDOW_START,
  ),
];
const SUMMARIES = [
  encodeSummary({
    granularity: 'hour',
    wornSeconds: 60,
    values: { metric: 'steps', total: 5, activeMinutes: 0 },
  }),
  encodeSummary({
    granularity: 'day',
    wornSeconds: 0,
    values: {
      metric: 'heart-rate',
      sum: 130,
      minutes: 2,
      minimum: 60,
      maximum: 70,
      reference: 180,
      zoneMinutes: [2, 0, 0, 0, 0],
      resting: null,
    },
  }),
  encodeSummary({
    granularity: 'day',
    wornSeconds: 9,
    values: {
      metric: 'sleep',
      stageMinutes: [1, 2, 3, 4, 5, 6],
      periods: [[WINDOW_START, WINDOW_START + 9]],
      efficiency: 90,
      interruptions: 1,
    },
  }),
];
const SEQUENCE = concat(encodeCbor(7), encodeCbor(new Map([[1, null]])));
const ENVELOPE = sealEnvelope(HEADER, boxInputs(filled(3, 1)), AGENT);
const READ_ENVELOPE = parseEnvelope(ENVELOPE);
const BOX = encrypt0({ id: filled(16, 1), secret: filled(32, 2), nonce: filled(12, 3) }, filled(9, 4), filled(2, 5));
const RELEASE = parseRelease(signRelease(RELEASE_HEADER, DATA_KEYS, AGENT));
const RELEASED = unseal(RELEASE.sealed, RECIPIENT);
const GRANT_JWS = signGrant(GRANT, IDENTITY);
const WITHDRAWAL_JWS = signWithdrawal(withdrawalOf('ab'.repeat(32)), IDENTITY);
const JWS = parseJws(GRANT_JWS);
const SIGNED = { ...READ_ENVELOPE.signed, publicKey: AGENT.publicKey };
const AEAD = { key: filled(32, 1), nonce: filled(12, 2), aad: filled(3, 3) };
const TOPIC = TOPICS.up('0123456789abcdef0123456789abcdef', 'envelope');

/** With a box of these bytes in the place of its first. */
const openedBox = (ciphertext: Uint8Array): unknown => {
  const [first, ...rest] = READ_ENVELOPE.boxes;
  const boxes = first === undefined ? rest : [{ ...first, ciphertext }, ...rest];
  return openBox({ ...READ_ENVELOPE, boxes }, 'steps', filled(32, 0x10));
};

const PINNED = { signingKey: COACH_API.publicKey, boxKey: RECIPIENT.publicKey, rotation: 0, leaf: filled(32, 0) };
const KEY_URI = members.keyUri('A'.repeat(43));

/** Every step that a cursor can take. */
function walk(input: Uint8Array): void {
  const cursor = new CborCursor(input);
  cursor.array(3, 'three items');
  cursor.uint('a number');
  cursor.byteString('bytes');
  cursor.bytesOf(4, 'four bytes');
  cursor.end('the items');
}

const STEPS_KEY = filled(32, 0x10);
const STEPS_SERIES = encodeSeries({ metric: 'steps', worn: [], samples: [] }, WINDOW_START);
const STEPS_SUMMARY = encodeSummary({
  granularity: 'hour',
  wornSeconds: 60,
  values: { metric: 'steps', total: 5, activeMinutes: 0 },
});

/** An envelope whose first box opens to this plaintext, whatever size it has: an agent may seal anything. */
function sealedAs(granularity: Granularity, plaintext: Uint8Array): Envelope {
  const place = { ...READ_ENVELOPE, granularity };
  const key = { id: dataKeyId(STEPS_KEY), secret: STEPS_KEY, nonce: filled(12, 1) };
  const box = encrypt0(key, padTo(plaintext, plaintext.length + 1), externalAad(place));
  return { ...place, boxes: [readKnown(encodeCbor(box), readEncrypt0)] };
}

const externalAad = ({ pseudonym, windowStart, granularity, revision }: Envelope): Uint8Array =>
  encodeCbor(['f4w/v1/box', 1, pseudonym, windowStart, WINDOW_KIND[granularity], revision, 0]);

/** What reads the bytes of records, by file and name. A new parser is one line more. */
export const RECORD_PARSERS: Readonly<Record<string, readonly Feed[]>> = {
  'aead.aeadOpen': bytes((input) => aeadOpen(AEAD, input), aeadSeal(AEAD, filled(40, 1))),
  'bytes.fromBase64Url': text(fromBase64Url, 'AAECAwQFBgcICQ', ''),
  'bytes.fromHex': text((input) => fromHex(input, 4), '00c0ffee'),
  'cbor.checkVersion': value((input) => checkVersion(input, 'a record'), 1),
  'cbor.decodeCbor': bytes(
    decodeCbor,
    encodeCbor([1, 'a', new Map([[1, [null, true, -7]]]), filled(30, 1)]),
    READ_ENVELOPE.signed.payload,
  ),
  'cbor.decodeCborSequence': bytes(decodeCborSequence, concat(encodeCbor([1, 'a']), encodeCbor(filled(9, 1)))),
  'cbor.eachOfCborSequence': bytes((input) => [...eachOfCborSequence(input)], SEQUENCE),
  'cbor.readArray': value((input) => readArray(input, 'a list', 3), [1, 2, 3]),
  'cbor.readBytes': value((input) => readBytes(input, 'a leaf', 4), filled(4, 1)),
  'cbor.readFields': value((input) => readFields(input, 1, 'a record'), new Map([[0, 1]])),
  'cbor.readText': value((input) => readText(input, 'a name', 9), 'name'),
  'cbor.readTime': value((input) => readTime(input, 'a time'), WINDOW_START),
  'cbor.readUint': value((input) => readUint(input, 'a number', 99), 98),
  'cbor-cursor.CborCursor': bytes(walk, encodeCbor([1, filled(3, 1), filled(4, 2)])),
  'cbor-reader.eachCbor': bytes((input) => [...eachCbor(input)], SEQUENCE),
  'cbor-reader.readCbor': bytes(readCbor, encodeCbor(new Map<unknown, unknown>([...SERIES.entries(), ['x', [[[0]]]]]))),
  'cbor-reader.readCborSequence': bytes(readCborSequence, SEQUENCE),
  'cbor-reader.readKnown': bytes((input) => readKnown(input, (cursor) => cursor.uint('a number')), encodeCbor(2 ** 40)),
  'civil-day.civilDay': text((zone) => civilDay(WINDOW_START, zone), 'Europe/Brussels', 'Pacific/Apia', 'UTC'),
  'civil-day.civilDayBounds': text((date) => civilDayBounds(date, 'Europe/Brussels'), '2026-03-29', '2026-10-25'),
  'civil-day.daysOfDate': text(daysOfDate, '2026-02-28', '9999-12-31'),
  'consent-members.readAfter': json(members.readAfter, ['ab'.repeat(32), 'cd'.repeat(32)], []),
  'consent-members.readDate': json((input) => members.readDate(input, 'a day'), '2026-03-29'),
  'consent-members.readHex': json((input) => members.readHex(input, 4, 'a hash'), '00c0ffee'),
  'consent-members.readHexText': json((input) => members.readHexText(input, 4, 'a hash'), '00c0ffee'),
  'consent-members.readInstant': json((input) => members.readInstant(input, 'an instant'), '2026-03-29T12:00:00Z'),
  'consent-members.readKeyUri': json((input) => members.readKeyUri(input, 'a key'), KEY_URI),
  'consent-members.readLanguage': value((input) => members.readLanguage(input, 'a language'), 'nl-BE'),
  'consent-members.readMembers': json((input) => members.readMembers(input, ['a', 'b'], 'a record'), { a: 1, b: [] }),
  'consent-members.readSalt': json(members.readSalt, 'A'.repeat(43)),
  'consent-members.readName': json((input) => members.readName(input, 'a name'), 'coach-1'),
  'consent-members.readUri': value(
    (input) => members.readUri(input, 'a purpose'),
    'https://w3id.org/dpv#Personalisation',
  ),
  'consent-members.readText': json((input) => members.readText(input, 'a name'), 'name'),
  'consent.openConsent': verifiedJson(IDENTITY, (input) => openConsent(input, IDENTITY.publicKey), {
    'f4w-grant+jws': GRANT_JWS,
    'f4w-withdrawal+jws': WITHDRAWAL_JWS,
  }),
  'content.openSeries': bytes(
    (input) => openSeries(sealedAs('raw', input), 'steps', { dataKey: STEPS_KEY, end: WINDOW_START + 900 }),
    STEPS_SERIES,
  ),
  'content.openSummary': bytes((input) => openSummary(sealedAs('hour', input), 'steps', STEPS_KEY), STEPS_SUMMARY),
  'cose.parseSign1': bytes((input) => parseSign1(input, 'read'), signRead(READ, COACH_API)),
  'cose.verifySign1': replaced(SIGNED, ({ publicKey, ...signed }) => verifySign1(signed, publicKey)),
  'cose.readEncrypt0': bytes((input) => readKnown(input, readEncrypt0), encodeCbor(BOX)),
  'envelope.openBox': bytes(openedBox, READ_ENVELOPE.boxes[0]?.ciphertext ?? filled(0, 0)),
  'envelope.parseEnvelope': unverified('envelope', ENVELOPE, parseEnvelope),
  'envelope.verifyEnvelope': replaced(SIGNED, ({ publicKey, ...signed }) =>
    verifyEnvelope({ ...READ_ENVELOPE, signed }, publicKey),
  ),
  'jws.jwsText': bytes(jwsText, new Uint8Array(Buffer.from(GRANT_JWS))),
  'jws.parseJws': unverifiedJson(parseJws, GRANT_JWS, WITHDRAWAL_JWS),
  'jws.verifyJws': replaced(
    { keyId: JWS.keyId, signingInput: JWS.signingInput, signature: JWS.signature, publicKey: IDENTITY.publicKey },
    ({ publicKey, ...jws }) => verifyJws({ ...JWS, ...jws }, publicKey),
  ),
  'keys.fromRecoveryWords': text(fromRecoveryWords, toRecoveryWords(filled(32, 7)), toRecoveryWords(filled(32, 0))),
  'keys.openCertificate': verified('agent-certificate', IDENTITY, {
    valid: signCertificate(CERTIFICATE, IDENTITY),
    open: (input) => openCertificate(input, IDENTITY.publicKey),
  }),
  'keys.unseal': bytes((input) => unseal(input, RECIPIENT), RELEASE.sealed),
  'message.openMessage': verified('message', AGENT, {
    valid: signMessage(MESSAGE, AGENT),
    open: (input) => openMessage(input, 'person', AGENT.publicKey),
  }),
  'padding.unpad': bytes(unpad, Uint8Array.of(1, 0x80, 0, 0)),
  'programme.openProgramme': verified('programme', COACH_API, {
    valid: signProgramme(PROGRAMME, COACH_API),
    open: (input) => openProgramme(input, COACH_API.publicKey),
  }),
  'read.openRead': verified('read', COACH_API, {
    valid: signRead(READ, COACH_API),
    open: (input) => openRead(input, COACH_API.publicKey),
  }),
  'receipt.openReceipt': verified('receipt', COACH_API, {
    valid: signReceipt(RECEIPT, COACH_API),
    open: (input) => openReceipt(input, COACH_API.publicKey),
  }),
  'record-fields.readBoolean': value((input) => recordFields.readBoolean(input, 'a choice'), true),
  'record-fields.readCode': value((input) => recordFields.readCode(input, METRICS, 'a metric'), 2),
  'record-fields.readDate': value((input) => recordFields.readDate(input, 'a day'), '2026-03-29'),
  'record-fields.readName': value((input) => recordFields.readName(input, 'a name'), 'coach-1'),
  'record-fields.readLeaf': value((input) => recordFields.readLeaf(input, 'a leaf'), filled(32, 1)),
  'record-fields.readTuple': value((input) => recordFields.readTuple(input, 2, 'a pair'), [1, 2]),
  'record-fields.readNullOr': value(
    (input) => recordFields.readNullOr(input, (one) => readUint(one, 'a number')),
    null,
  ),
  'release.openRelease': [
    {
      oneIn: 16,
      seeds: [RELEASED],
      parse: (keys) => openRelease({ ...RELEASE, sealed: seal(keys, RECIPIENT.publicKey) }, RECIPIENT),
    },
    { seeds: [RELEASE.sealed], parse: (sealed) => openRelease({ ...RELEASE, sealed }, RECIPIENT) },
  ],
  'release.parseRelease': unverified('release', signRelease(RELEASE_HEADER, DATA_KEYS, AGENT), parseRelease),
  'release.verifyRelease': replaced({ ...RELEASE.signed, publicKey: AGENT.publicKey }, ({ publicKey, ...signed }) =>
    verifyRelease({ ...RELEASE, signed }, publicKey),
  ),
  'retirement.openRetirement': verified('agent-retirement', IDENTITY, {
    valid: signRetirement(RETIREMENT, IDENTITY),
    open: (input) => openRetirement(input, IDENTITY.publicKey),
  }),
  'rfc3339.fromRfc3339': text(fromRfc3339, '2026-03-29T12:00:00Z', '9999-12-31T23:59:59Z'),
  'rotation.openRotation': verified('key-rotation', COACH_API, {
    valid: signRotation(ROTATION, COACH_API),
    open: (input) => openRotation(input, PINNED),
  }),
  'rotation.parseRotation': unverified('key-rotation', signRotation(ROTATION, COACH_API), parseRotation),
  'rotation.placeInRotations': unverified('key-rotation', signRotation(ROTATION, COACH_API), (input) =>
    placeInRotations(PINNED, [input]),
  ),
  'series.decodeSeries': bytes((input) => decodeSeries(input, WINDOW_START), ...SERIES),
  'signature.verifySignature': replaced(
    { publicKey: AGENT.publicKey, message: filled(40, 1), signature: sign(AGENT, filled(40, 1)) },
    ({ publicKey, message, signature }) => verifySignature(publicKey, message, signature),
  ),
  'summary.decodeSummary': bytes(decodeSummary, ...SUMMARIES),
  'topics.parsePersonTopic': text(parsePersonTopic, TOPIC),
  'varint.readVarints': bytes(readVarints, Uint8Array.of(0x80, 0x01, 0x05, 0xff, 0xff, 0xff, 0xff, 0x0f)),
  'varint.unzigzag': value((input) => unzigzag(readUint(input, 'a number')), 2 ** 32),
};
