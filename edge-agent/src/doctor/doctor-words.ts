import type HciSocket from '@fit4work/hci-seam';
import type { Language } from '../core/language.js';
import type { Examination, MachineFindingCode } from './doctor.js';
import { radioInDutch } from './doctor-radio-dutch.js';

/** A finding in the words of one language. */
export interface Told {
  readonly code: string;
  readonly state: HciSocket.Finding['state'];
  readonly says: string;
  readonly remedy?: string;
  readonly facts?: HciSocket.Facts;
}

export interface ToldExamination {
  /** Whether the agent can be used here: its radio, and nothing of the machine is bad. */
  readonly usable: boolean;
  readonly radio: {
    readonly usable: boolean;
    readonly target: string;
    readonly chosenBy: HciSocket.Diagnosis['chosenBy'];
    readonly findings: readonly Told[];
  };
  readonly machine: readonly Told[];
}

type Sentences = readonly [says: string, remedy?: string];
type MachineWords = Readonly<Record<MachineFindingCode, Sentences>>;

const STATES: Readonly<Record<MachineFindingCode, Told['state']>> = {
  node: 'good',
  'node-too-old': 'bad',
  'clock-set': 'good',
  'clock-not-set': 'bad',
  'state-ready': 'good',
  'state-absent': 'note',
  'state-not-folder': 'bad',
  'state-not-writable': 'bad',
  'state-open-to-others': 'bad',
  'state-full': 'bad',
};

/** `%` stands for the version of Node. The folder is not named: a path often holds the name of its owner. */
const MACHINE: Readonly<Record<Language, MachineWords>> = {
  en: {
    node: ['Node % is recent enough.'],
    'node-too-old': ['Node % is too old.', 'Install Node 20.19 or later.'],
    'clock-set': ['The clock of this machine is set.'],
    'clock-not-set': [
      'The clock of this machine is not set: it shows a time before 2026.',
      'Set the clock, for example with `sudo timedatectl set-ntp true`.',
    ],
    'state-ready': ['The folder of FIT4WORK_AGENT_STATE is ready, and closed to others.'],
    'state-absent': [
      'The folder of FIT4WORK_AGENT_STATE is not there yet.',
      'Run `fit4work-agent enrol`; it makes it.',
    ],
    'state-not-folder': ['FIT4WORK_AGENT_STATE names something that is no folder.', 'Name a folder.'],
    'state-not-writable': [
      'The folder of FIT4WORK_AGENT_STATE may not be written to.',
      'Give this user the folder, or name another one.',
    ],
    'state-open-to-others': [
      'The folder of FIT4WORK_AGENT_STATE is open to other users of this machine.',
      'Run `chmod 700` on it, or name a folder of its own.',
    ],
    'state-full': [
      'The disk of FIT4WORK_AGENT_STATE has less than 100 MB free.',
      'Make room, or name a folder on another disk.',
    ],
  },
  nl: {
    node: ['Node % is recent genoeg.'],
    'node-too-old': ['Node % is te oud.', 'Installeer Node 20.19 of later.'],
    'clock-set': ['De klok van deze machine staat goed.'],
    'clock-not-set': [
      'De klok van deze machine staat niet goed: ze toont een tijd vóór 2026.',
      'Zet de klok juist, bijvoorbeeld met `sudo timedatectl set-ntp true`.',
    ],
    'state-ready': ['De map van FIT4WORK_AGENT_STATE is klaar, en gesloten voor anderen.'],
    'state-absent': [
      'De map van FIT4WORK_AGENT_STATE is er nog niet.',
      'Voer `fit4work-agent enrol` uit; dat maakt ze.',
    ],
    'state-not-folder': ['FIT4WORK_AGENT_STATE noemt iets dat geen map is.', 'Noem een map.'],
    'state-not-writable': [
      'In de map van FIT4WORK_AGENT_STATE mag niet geschreven worden.',
      'Geef deze gebruiker de map, of noem een andere.',
    ],
    'state-open-to-others': [
      'De map van FIT4WORK_AGENT_STATE staat open voor andere gebruikers van deze machine.',
      'Voer er `chmod 700` op uit, of noem een map die alleen hiervoor dient.',
    ],
    'state-full': [
      'Op de schijf van FIT4WORK_AGENT_STATE is minder dan 100 MB vrij.',
      'Maak plaats, of noem een map op een andere schijf.',
    ],
  },
};

export function tell({ radio, machine, nodeVersion }: Examination, language: Language): ToldExamination {
  return {
    usable: radio.usable && machine.every((code) => STATES[code] !== 'bad'),
    radio: {
      usable: radio.usable,
      target: radio.target,
      chosenBy: radio.chosenBy,
      findings: radio.findings.map((finding) =>
        language === 'nl' ? { ...finding, ...radioInDutch(finding) } : finding,
      ),
    },
    machine: machine.map((code) => {
      const [says, remedy] = MACHINE[language][code];
      const told = { code, state: STATES[code], says: says.replace('%', nodeVersion) };
      return remedy === undefined ? told : { ...told, remedy };
    }),
  };
}
