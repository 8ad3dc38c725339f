import { declareSettings, type Program } from '@fit4work/settings';

export const SETTINGS = declareSettings('FIT4WORK_DEMO_IDENTITY_', {
  PORT: {
    is: 'Where 127.0.0.1 has the provider',
    ...{ kind: 'number', unit: 'port (0: a free one)', least: 0, most: 65_535, otherwise: 0 },
  },
  PLAN: { is: 'Who can log in, and the programs that ask', kind: 'file', needed: 'the plan file' },
});

export const IDENTITY_PROGRAM: Program = {
  name: 'fit4work-demo-identity',
  does: 'Lets anybody log in as anybody of its plan, for the demo and for tests',
  settings: SETTINGS,
};
