import type { Language } from '../core/language.js';
import type { Told, ToldExamination } from './doctor-words.js';

const MARKS: Readonly<Record<Told['state'], string>> = { good: '✓', bad: '✗', note: '!' };

const HEADS = {
  en: {
    kernel: 'Radio: the Bluetooth of this machine',
    stream: 'Radio: the controller at',
    argument: 'as asked',
    variable: 'because FIT4WORK_HCI says so',
    default: 'because FIT4WORK_HCI is not set',
    machine: 'Machine',
    usable: 'The radio can be used.',
    unusable: 'The radio cannot be used.',
    unready: 'The agent cannot work on this machine as it is: mend what has a ✗.',
  },
  nl: {
    kernel: 'Radio: de Bluetooth van deze machine',
    stream: 'Radio: de controller op',
    argument: 'zoals gevraagd',
    variable: 'omdat FIT4WORK_HCI dat zegt',
    default: 'omdat FIT4WORK_HCI niet gezet is',
    machine: 'Machine',
    usable: 'De radio is te gebruiken.',
    unusable: 'De radio is niet te gebruiken.',
    unready: 'De agent kan op deze machine niet werken zoals ze is: verhelp wat een ✗ heeft.',
  },
} as const;

/** A short list for a person to read: a line for each finding, and its remedy under it. */
export function checklist({ usable, radio, machine }: ToldExamination, language: Language): string[] {
  const heads = HEADS[language];
  const which = radio.target === 'kernel' ? heads.kernel : `${heads.stream} ${radio.target}`;
  return [
    `${which}, ${heads[radio.chosenBy]}`,
    ...radio.findings.flatMap(lines),
    heads.machine,
    ...machine.flatMap(lines),
    radio.usable ? heads.usable : heads.unusable,
    ...(radio.usable && !usable ? [heads.unready] : []),
  ];
}

function lines({ state, says, remedy }: Told): string[] {
  const found = `  ${MARKS[state]} ${says}`;
  return remedy === undefined ? [found] : [found, `      → ${remedy}`];
}
