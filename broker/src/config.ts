import { LEAF_ALLOWANCES, type LeafAllowances, parseLeafAllowance } from '@fit4work/registry';
import { BrokerError } from './error.js';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** JWKS of the enrolled agents. */
  readonly registryUrl: string;
  /** Path of the services' JWKS file. */
  readonly services: string;
  /** What agents and services may send to the log. */
  readonly leaves: LeafAllowances;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export const readEnv = (): Environment => process.env;

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** @throws BrokerError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env.FIT4WORK_BROKER_HOST ?? '127.0.0.1';
  const port = Number(env.FIT4WORK_BROKER_PORT ?? '1883');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new BrokerError('bad-config', 'FIT4WORK_BROKER_PORT must be a port, 0 to 65535 (0 takes a free one).');
  }
  if (!LOOPBACK.includes(host) && env.FIT4WORK_BROKER_PLAINTEXT !== 'accepted') {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_HOST is not loopback and the broker speaks plain TCP: put TLS before it, or set FIT4WORK_BROKER_PLAINTEXT=accepted.',
    );
  }
  const registryUrl = required(env, 'FIT4WORK_BROKER_REGISTRY_URL', 'the URL of the coach API’s /v1/agents/jwks.json');
  if (!URL.canParse(registryUrl) || !/^https?:/.test(registryUrl)) {
    throw new BrokerError('bad-config', 'FIT4WORK_BROKER_REGISTRY_URL must be an http or https URL.');
  }
  const services = required(env, 'FIT4WORK_BROKER_SERVICES', 'the JWKS file of the services');
  return Object.freeze({ host, port, registryUrl, services, leaves: leavesOf(env) });
}

function leavesOf(env: Environment): LeafAllowances {
  const allowed = (name: string, otherwise: LeafAllowances['agent']): LeafAllowances['agent'] => {
    const text = env[name] ?? '';
    const value = text === '' ? otherwise : parseLeafAllowance(text);
    if (value !== undefined) return value;
    throw new BrokerError(
      'bad-config',
      `${name} must be leaves at once, 1024 at least, and leaves a day, with a space between: 65536 4096.`,
    );
  };
  return {
    agent: allowed('FIT4WORK_BROKER_AGENT_LEAVES', LEAF_ALLOWANCES.agent),
    service: allowed('FIT4WORK_BROKER_SERVICE_LEAVES', LEAF_ALLOWANCES.service),
  };
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new BrokerError('bad-config', `${name} is not set: give it ${what}.`);
  return value;
}
