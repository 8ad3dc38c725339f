import { DemoIdentityError } from './error.js';
import { SETTINGS } from './settings.js';

/** There is no host: this provider answers on 127.0.0.1 and nowhere else. */
export interface Config {
  readonly port: number;
  /** Path of the plan file. */
  readonly plan: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export const readEnv = (): Environment => process.env;

/** @throws DemoIdentityError `bad-config` */
export function toConfig(env: Environment): Config {
  const { PORT, PLAN } = SETTINGS;
  const [port = String(PORT.otherwise), plan] = [env[PORT.variable], env[PLAN.variable]];
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > PORT.most) {
    throw new DemoIdentityError('bad-config', `${PORT.variable} must be a port, ${PORT.least} to ${PORT.most}.`);
  }
  if (plan === undefined || plan === '') {
    throw new DemoIdentityError('bad-config', `${PLAN.variable} is not set: give it ${PLAN.needed}.`);
  }
  return Object.freeze({ port: Number(port), plan });
}
