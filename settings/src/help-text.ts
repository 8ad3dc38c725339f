import { unsetMeans, writtenAs } from './in-words.js';
import type { Named, Program } from './setting.js';

/** What a program says of itself when it is asked with `--help`. */
export function helpText({ name, does, settings }: Program): string {
  return [`${name}: ${does}.`, '', settingsHelp(settings), ''].join('\n');
}

/** The part on settings, for a program whose options have a help of their own. */
export function settingsHelp(settings: Program['settings']): string {
  return ['Settings, variables of the environment:', ...Object.values(settings).map(lines)].join('\n');
}

const lines = (setting: Named): string =>
  `  ${setting.variable}\n      ${setting.is}.\n      ${writtenAs(setting)}; ${holds(setting)}`;

function holds(setting: Named): string {
  const { words } = unsetMeans(setting);
  return 'needed' in setting ? words : `without it: ${words}`;
}
