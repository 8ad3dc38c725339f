import { CoachError } from './error.js';
import { SETTINGS } from './settings.js';

/** One of several coach APIs of one database. */
export interface ClusterPlace {
  /** Which. */
  readonly name: string;
  /** Where the others reach it; undefined: where it listens. */
  readonly address: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SHARED = ['DATABASE_URL', 'ERASURES', 'CONSENTS', 'EXCLUSIONS'] as const;

/** @throws CoachError `bad-config` */
export function clusterPlace(env: Environment): ClusterPlace | undefined {
  const [name, address] = [env[SETTINGS.CLUSTER.variable], env[SETTINGS.CLUSTER_ADDRESS.variable]];
  if (name === undefined) return undefined;
  if (!/^[a-z0-9]{1,16}$/.test(name)) {
    throw refused(
      'FIT4WORK_COACH_CLUSTER must be the name of this coach API among the others, 1 to 16 of a to z and 0 to 9.',
    );
  }
  const missing = SHARED.map((each) => SETTINGS[each].variable).find((variable) => env[variable] === undefined);
  if (missing !== undefined) {
    throw refused(
      `FIT4WORK_COACH_CLUSTER needs one database, and folders of journals that all coach APIs share: set ${missing}.`,
    );
  }
  if (address !== undefined && !isAddress(address)) {
    throw refused(
      'FIT4WORK_COACH_CLUSTER_ADDRESS must be where the other coach APIs reach this one, http://HOST:PORT or https://HOST:PORT.',
    );
  }
  if (address?.startsWith('http:') && !isLoopback(address) && env[SETTINGS.PLAINTEXT.variable] !== 'accepted') {
    throw refused(
      'FIT4WORK_COACH_CLUSTER_ADDRESS is neither https nor loopback, and coaches’ credentials pass there: let it be https.',
    );
  }
  return { name, address };
}

const isAddress = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) && new URL(text).origin === text;

const isLoopback = (address: string): boolean =>
  ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname);

const refused = (message: string): CoachError => new CoachError('bad-config', message);
