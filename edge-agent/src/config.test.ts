import { describe, expect, it } from 'vitest';
import { type AgentSettings, pagePortOf, toConfig, toSettings } from './config.js';
import type { Pins } from './ports.js';

const ENV = { FIT4WORK_AGENT_STATE: '/state' };
const PINS: Pins = {
  coachUrl: 'https://coach.example/',
  coachSigningKey: new Uint8Array(32),
  coachBoxKey: new Uint8Array(32),
  certificates: ['ab'.repeat(32)],
  brokerUrl: 'mqtts://broker.example',
  logUrl: 'https://log.example/',
  policy: '',
  zone: 'Europe/London',
};
const settings = (env: Readonly<Record<string, string>> = {}): AgentSettings => toSettings({ ...ENV, ...env }, 'linux');

describe('the configuration', () => {
  it('of an enrolled agent needs nothing from the environment', () => {
    expect(toConfig(settings(), PINS)).toMatchObject({
      ...{ state: '/state', coachUrl: PINS.coachUrl, brokerUrl: PINS.brokerUrl, logUrl: PINS.logUrl },
      zone: 'Europe/London',
    });
  });

  it('with a wrong port of the page keeps nobody from anything but the page', () => {
    const wrong = settings({ FIT4WORK_AGENT_PAGE_PORT: '0' });
    expect(toConfig(wrong, PINS)).toMatchObject({ coachUrl: PINS.coachUrl });
    expect(() => pagePortOf(wrong)).toThrow('FIT4WORK_AGENT_PAGE_PORT');
    expect(pagePortOf(settings({ FIT4WORK_AGENT_PAGE_PORT: '65535' }))).toBe(65_535);
  });

  it('is what the environment says, where it says something', () => {
    const env = { FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:1' };
    expect(toConfig(settings(env), PINS)).toMatchObject({ brokerUrl: 'mqtt://127.0.0.1:1', logUrl: PINS.logUrl });
  });

  it('takes the zone of the environment for an enrolment, and refuses another one afterwards, with what to do', () => {
    const env = { FIT4WORK_AGENT_ZONE: 'America/New_York' };
    expect(toConfig(settings(env)).zone).toBe('America/New_York');
    expect(() => toConfig(settings(env), PINS)).toThrow(
      'FIT4WORK_AGENT_ZONE is America/New_York, and the days of this agent are those of Europe/London, fixed at enrolment; unset it.',
    );
    expect(toConfig(settings({ FIT4WORK_AGENT_ZONE: 'Europe/London' }), PINS).zone).toBe('Europe/London');
  });

  it('has no addresses before enrolment, and the zone of Brussels', () => {
    expect(toConfig(settings())).toMatchObject({ coachUrl: '', brokerUrl: '', logUrl: '', zone: 'Europe/Brussels' });
  });

  it('refuses plaintext beyond this machine, pinned or told, unless that was accepted', () => {
    const plain = { ...PINS, brokerUrl: 'mqtt://broker.example' };
    expect(() => toConfig(settings(), plain)).toThrow('The pinned address of the broker is not on this machine');
    const env = { FIT4WORK_AGENT_LOG_URL: 'http://127.0.0.1.example/' };
    expect(() => toConfig(settings(env), PINS)).toThrow('FIT4WORK_AGENT_LOG_URL is not on this machine');
    expect(toConfig(settings({ FIT4WORK_AGENT_PLAINTEXT: 'accepted' }), plain).brokerUrl).toBe(plain.brokerUrl);
  });

  it('says which address is missing in a vault that is older than pinned addresses', () => {
    expect(() => toConfig(settings(), { ...PINS, logUrl: '' })).toThrow('FIT4WORK_AGENT_LOG_URL is not set; set it.');
    expect(toConfig(settings({ FIT4WORK_AGENT_LOG_URL: 'https://log.example' }), { ...PINS, logUrl: '' }).logUrl).toBe(
      'https://log.example',
    );
  });

  it.each([
    ['an address that is none', { FIT4WORK_AGENT_COACH_URL: 'coach' }],
    ['an address of another protocol', { FIT4WORK_AGENT_COACH_URL: 'mqtt://127.0.0.1' }],
    ['a zone that is none', { FIT4WORK_AGENT_ZONE: 'Europe/Roeselare' }],
  ])('refuses %s', (_, env) => {
    expect(() => toConfig(settings(env))).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});

describe('the state folder', () => {
  it.each([
    ['linux', { HOME: '/home/ann' }, '/home/ann/.local/state/fit4work'],
    ['linux', { HOME: '/home/ann', XDG_STATE_HOME: '/var/ann' }, '/var/ann/fit4work'],
    ['darwin', { HOME: '/Users/ann' }, '/Users/ann/Library/Application Support/fit4work'],
    ['win32', { LOCALAPPDATA: '/c/ann' }, '/c/ann/fit4work'],
    ['win32', { USERPROFILE: '/c/ann' }, '/c/ann/AppData/Local/fit4work'],
    ['linux', { HOME: '/home/ann', FIT4WORK_AGENT_STATE: '/mine' }, '/mine'],
  ])('on %s with %o is %s', (platform, env, folder) => {
    expect(toSettings(env, platform).state).toBe(folder);
  });

  it('is asked for where there is no home', () => {
    expect(() => toSettings({}, 'linux')).toThrow('FIT4WORK_AGENT_STATE is not set');
  });
});
