import { describe, expect, it } from 'vitest';
import { type Environment, toConfig } from './config.js';

const SETTINGS = {
  FIT4WORK_BROKER_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/jwks.json',
  FIT4WORK_BROKER_SERVICES: 'services.json',
};
const leavesOf = (more: Environment) => toConfig({ ...SETTINGS, ...more }).leaves;

describe('the leaves that a party may send', () => {
  it('are its share unless told otherwise', () => {
    expect(leavesOf({ FIT4WORK_BROKER_AGENT_LEAVES: '' }).agent).toEqual({ atOnce: 65_536, perDay: 4_096 });
    expect(leavesOf({ FIT4WORK_BROKER_AGENT_LEAVES: '2000 7' }).agent).toEqual({ atOnce: 2000, perDay: 7 });
    expect(leavesOf({ FIT4WORK_BROKER_SERVICE_LEAVES: '5000 9' }).service).toEqual({ atOnce: 5000, perDay: 9 });
  });

  it.each(['FIT4WORK_BROKER_AGENT_LEAVES', 'FIT4WORK_BROKER_SERVICE_LEAVES'])(
    'are refused where %s is not two numbers',
    (name) => {
      expect(() => leavesOf({ [name]: '100 5' })).toThrow(`${name} must be leaves at once`);
    },
  );
});
