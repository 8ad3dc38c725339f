import { fromBase64Url, parsePolicy } from '@fit4work/protocol';
import { AgentError } from '../error.js';
import type { Pins } from '../ports.js';
import { addressProblem } from './address.js';
import { ENROL_REFUSALS } from './refusal-words/enrol-refusals.js';

/** What the programme administrator hands over, as JSON or in a link. It pins whom the agent will trust. */
export interface Invitation {
  readonly version: 1;
  /** Used once. */
  readonly code: string;
  /** Unix seconds */
  readonly expires: number;
  readonly coachApi: {
    readonly url: string;
    readonly signingKey: string;
    readonly boxKey: string;
    /** SHA-256 of the certificates that it may show, in lower-case hexadecimal. */
    readonly certificates: readonly string[];
  };
  readonly broker: { readonly url: string };
  readonly log: { readonly url: string; readonly policy: string };
}

/** Characters of a link or file, at most: the picture of the QR code may take most of it. */
const MOST = 524_288;
const MOST_CERTIFICATES = 16;

const refuse = (cause?: unknown): never => {
  throw new AgentError('bad-invitation', ENROL_REFUSALS.invitationUnreadable, { cause });
};

export const isLink = (text: string): boolean => /^https?:\/\//.test(text);

/**
 * Reads an invitation strictly: its JSON, or the link whose fragment carries it.
 *
 * @throws AgentError `bad-invitation`
 */
export function parseInvitation(text: string): Invitation {
  if (text.length > MOST) return refuse();
  const trimmed = text.trim();
  try {
    return isLink(trimmed) ? ofLink(trimmed) : toInvitation(JSON.parse(trimmed), ['number', 'link', 'qr']);
  } catch (cause) {
    return refuse(cause);
  }
}

/** The place that a link names for the eye must be the one that it pins. */
function ofLink(link: string): Invitation {
  const at = link.indexOf('#');
  const json = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(link.slice(at + 1)));
  const invitation = toInvitation(JSON.parse(json), []);
  return at > 0 && link.slice(0, at) === `${invitation.coachApi.url.replace(/\/$/, '')}/enrol` ? invitation : refuse();
}

type Members = Readonly<Record<string, unknown>>;

/** Exactly these members, and of the others what may stand beside them. */
function membersOf(value: unknown, names: readonly string[], beside: readonly string[] = []): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse();
  const known = new Set([...names, ...beside]);
  const complete = names.every((name) => Object.hasOwn(value, name));
  return complete && Object.keys(value).every((name) => known.has(name)) ? { ...value } : refuse();
}

/** @param beside members of the coach API's answer that are for others, or say the same in another form, and are not read */
function toInvitation(value: unknown, beside: readonly string[]): Invitation {
  const { version, code, expires, ...parts } = membersOf(
    value,
    ['version', 'code', 'expires', 'coachApi', 'broker', 'log'],
    beside,
  );
  if (version !== 1 || typeof code !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(code)) return refuse();
  if (typeof expires !== 'number' || !Number.isSafeInteger(expires)) return refuse();
  const coachApi = toCoachApi(membersOf(parts.coachApi, ['url', 'signingKey', 'boxKey', 'certificates']));
  const broker = { url: readAddress(membersOf(parts.broker, ['url']).url, BROKER) };
  const log = membersOf(parts.log, ['url', 'policy']);
  return { version, code, expires, coachApi, broker, log: { url: readAddress(log.url, WEB), policy: readPolicy(log) } };
}

const WEB = ['http:', 'https:'];
const BROKER = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

function toCoachApi({ url, signingKey, boxKey, certificates }: Members): Invitation['coachApi'] {
  const address = readAddress(url, WEB);
  const pinned = Array.isArray(certificates) && certificates.length <= MOST_CERTIFICATES ? certificates : refuse();
  const fingerprints = pinned.map((each: unknown) =>
    typeof each === 'string' && /^[0-9a-f]{64}$/.test(each) ? each : refuse(),
  );
  if (new URL(address).protocol === 'https:' && fingerprints.length === 0) return refuse();
  return { url: address, signingKey: readKey(signingKey), boxKey: readKey(boxKey), certificates: fingerprints };
}

function readKey(value: unknown): string {
  return typeof value === 'string' && fromBase64Url(value).length === 32 ? value : refuse();
}

/** Whether it may be used without encryption is not for the invitation to say. */
function readAddress(value: unknown, protocols: readonly string[]): string {
  const fits = typeof value === 'string' && value.length <= 1024 && addressProblem(value, protocols) !== 'none';
  return fits ? value : refuse();
}

function readPolicy({ policy }: Members): string {
  if (typeof policy !== 'string') return refuse();
  parsePolicy(policy);
  return policy;
}

/** @param zone IANA time zone of the employee's civil days */
export const pinsOf = ({ coachApi, broker, log }: Invitation, zone: string): Pins => ({
  coachUrl: coachApi.url,
  coachSigningKey: fromBase64Url(coachApi.signingKey),
  coachBoxKey: fromBase64Url(coachApi.boxKey),
  certificates: coachApi.certificates,
  brokerUrl: broker.url,
  logUrl: log.url,
  policy: log.policy,
  zone,
});
