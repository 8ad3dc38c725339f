import { CoachError } from './error.js';
import { SETTINGS } from './settings.js';

/** Where the keys of this service are, and what opens them. */
export interface KeyPlaces {
  readonly path: string;
  /** Of a key file that is sealed; undefined where nobody named one. */
  readonly passphraseFile: string | undefined;
  /** Folder of systemd's credentials, if this process has one. */
  readonly credentials: string | undefined;
}

/** What `LoadCredentialEncrypted=` of the unit calls the keys, or the passphrase of a sealed key file. */
const KEYS = 'coach-keys';
const PASSPHRASE = 'coach-passphrase';

/**
 * A path that is named goes before a credential. There is no variable for a passphrase itself: an environment is shown to every
 * process of its account.
 *
 * @throws CoachError `bad-config`
 */
export function keyPlaces(env: Readonly<Record<string, string | undefined>>): KeyPlaces {
  const credentials = env.CREDENTIALS_DIRECTORY === '' ? undefined : env.CREDENTIALS_DIRECTORY;
  const credential = (name: string): string | undefined =>
    credentials === undefined ? undefined : `${credentials}/${name}`;
  const path = env[SETTINGS.KEYS.variable] || credential(KEYS);
  if (path === undefined) {
    throw new CoachError(
      'bad-config',
      'FIT4WORK_COACH_KEYS is not set: give it the key file that keygen.js makes, or give the unit the credential coach-keys.',
    );
  }
  return { path, passphraseFile: env[SETTINGS.PASSPHRASE_FILE.variable] || credential(PASSPHRASE), credentials };
}
