import { DemoIdentityError } from './error.js';

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
  const { FIT4WORK_DEMO_IDENTITY_PORT: port = '0', FIT4WORK_DEMO_IDENTITY_PLAN: plan } = env;
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new DemoIdentityError('bad-config', 'FIT4WORK_DEMO_IDENTITY_PORT must be a port, 0 to 65535.');
  }
  if (plan === undefined || plan === '') {
    throw new DemoIdentityError('bad-config', 'FIT4WORK_DEMO_IDENTITY_PLAN is not set: give it the plan file.');
  }
  return Object.freeze({ port: Number(port), plan });
}
