import { declareSettings, type Program } from '@fit4work/settings';

const HTTP = { kind: 'url', protocols: ['http:', 'https:'], without: 'as pinned at enrolment' } as const;
const COUNT = { kind: 'number', least: 1, most: 9_999_999 } as const;

export const SETTINGS = declareSettings('FIT4WORK_AGENT_', {
  STATE: {
    is: 'Folder of the vault',
    ...{ kind: 'folder', without: '`$XDG_STATE_HOME/fit4work`, or where the platform keeps such folders' },
  },
  COACH_URL: { is: 'Where the coach API is', ...HTTP },
  BROKER_URL: { is: 'Where the broker is', ...HTTP, protocols: ['mqtt:', 'mqtts:', 'ws:', 'wss:'] },
  LOG_URL: { is: 'Where the log is, its prefix', ...HTTP },
  ZONE: {
    is: 'Time zone of civil days, at enrolment: another is refused afterwards',
    ...{ kind: 'text', form: 'name of the IANA database', without: 'as at enrolment, there Europe/Brussels' },
  },
  LIMIT_MIB: { is: 'What the vault may grow to', ...COUNT, unit: 'MiB', otherwise: 1024 },
  KEEP_DAYS: { is: 'How long samples are kept', ...COUNT, unit: 'days', otherwise: 400 },
  PLAINTEXT: {
    is: 'Lets addresses beyond this machine do without TLS',
    ...{ kind: 'word', words: ['accepted'], without: 'refused' },
  },
  DEBUG: { is: 'Shows where a fault of the agent happened', kind: 'word', words: ['1'], without: 'one sentence' },
  PAGE_PORT: {
    is: 'Where 127.0.0.1 has the employee’s page',
    ...{ kind: 'number', unit: 'port', least: 1, most: 65_535, otherwise: 7348 },
  },
});

/** Read by the seam under the radio, which imports nothing. */
const SEAM = declareSettings('FIT4WORK_', {
  HCI: {
    is: 'Which Bluetooth controller it speaks to',
    ...{ kind: 'text', form: 'kernel, tcp:HOST:PORT or unix:PATH', without: 'that of the machine' },
  },
});

export const AGENT_PROGRAM: Program = {
  name: 'fit4work-agent',
  does: 'Reads wristbands, seals what they measure and sends it; the bridge of one employee',
  settings: { ...SETTINGS, ...SEAM },
};
