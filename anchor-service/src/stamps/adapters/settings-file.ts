import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AnchorError } from '../../error.js';
import { AuthorityStamps } from '../authority-stamps.js';
import { CalendarStamps } from '../calendar-stamps.js';
import { type AuthoritySettings, parseStampSettings } from '../core/settings.js';
import type { StampKind } from '../ports.js';
import { readCertificates } from './certificates.js';
import { HttpAuthority } from './http-authority.js';
import { HttpCalendar } from './http-calendar.js';
import { claimedTime, stampVerifier } from './rfc3161-response.js';

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/**
 * Reads the settings of time stamps, with every file that they name, relative to their own.
 * @returns the kinds of stamps that are to be made
 * @throws AnchorError `bad-config` naming the file and what is wrong
 */
export function readStampKinds(file: string): StampKind[] {
  const settings = parseStampSettings(readJson(file));
  if (typeof settings === 'string') throw unusable(file, `${settings}; correct it`);
  const { authorities, calendars } = settings;
  const folder = dirname(resolve(file));
  const kinds: StampKind[] = [];
  if (authorities.length > 0) {
    const asked = authorities.map((authority) => openAuthority(authority, folder));
    kinds.push(new AuthorityStamps(asked, claimedTime));
  }
  if (calendars.submit.length > 0) {
    const later = calendars.upgrade.filter((uri) => !calendars.submit.includes(uri));
    const all = [...calendars.submit, ...later];
    const opened = all.map((uri) => new HttpCalendar({ uri, takesDigests: calendars.submit.includes(uri) }));
    kinds.push(new CalendarStamps(opened, entropy));
  }
  return kinds;
}

function openAuthority(
  { name, url, policies, caFile, basicAuthFile }: AuthoritySettings,
  folder: string,
): HttpAuthority {
  const verify = stampVerifier(readCertificates(resolve(folder, caFile)));
  const login = basicAuthFile === undefined ? undefined : readLogin(resolve(folder, basicAuthFile));
  return new HttpAuthority({ name, url, policies, login, verify, entropy });
}

function readLogin(file: string): string {
  const text = readFile(file).replace(/\r?\n$/, '');
  if (!/^[^:\r\n]+:[^\r\n]+$/.test(text)) throw unusable(file, 'it is not one line "user:password"');
  return text;
}

function readJson(file: string): unknown {
  const text = readFile(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(file, 'it is not JSON', cause);
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unusable(file, 'give a readable file', cause);
  }
}

function unusable(file: string, why: string, cause?: unknown): AnchorError {
  return new AnchorError('bad-config', `The file ${file} of time stamps cannot be used: ${why}.`, { cause });
}
