import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { invitationTo } from '../../test/invitations.js';
import { toConfig, toSettings } from '../config.js';
import { toRequest } from './enrol-command.js';

beforeAll(() => cryptoReady);

const requestOf = (environment: Readonly<Record<string, string>>, zone?: string) => {
  const settings = toSettings({ FIT4WORK_AGENT_STATE: '/state', ...environment }, 'linux');
  const context = { config: toConfig(settings) };
  return toRequest(context, invitationTo('http://127.0.0.1:8080'), zone === undefined ? {} : { zone });
};

describe('the time zone of an enrolment', () => {
  it('is what was asked for, else what the environment says, else that of Belgium', () => {
    expect(requestOf({}, 'Europe/London').zone).toBe('Europe/London');
    expect(requestOf({ FIT4WORK_AGENT_ZONE: 'Europe/London' }).zone).toBe('Europe/London');
    expect(requestOf({ FIT4WORK_AGENT_ZONE: 'Europe/London' }, 'Europe/London').zone).toBe('Europe/London');
    expect(requestOf({}).zone).toBe('Europe/Brussels');
  });

  it('is refused where the environment says another, as every command after it would be', () => {
    expect(() => requestOf({ FIT4WORK_AGENT_ZONE: 'Europe/London' }, 'Europe/Paris')).toThrow(
      '--zone is Europe/Paris and FIT4WORK_AGENT_ZONE is Europe/London; give one of them.',
    );
  });

  it('is refused where it is none', () => {
    expect(() => requestOf({}, 'Europe/Roeselare')).toThrow('--zone is Europe/Roeselare');
  });
});
