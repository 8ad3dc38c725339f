import { unsetMeans, writtenAs } from './in-words.js';
import type { Named, Program } from './setting.js';

const HEADS = ['variable', 'what it is', 'how it is written', 'where it is not set'];

/** A section of Markdown for each program, with a table of its settings. */
export const reference = (programs: readonly Program[]): string => programs.map(section).join('\n');

const section = ({ name, does, settings }: Program): string =>
  [`## ${name}`, '', `${does}.`, '', ...table(Object.values(settings).map(row)), ''].join('\n');

function row(setting: Named): readonly string[] {
  const { words, code } = unsetMeans(setting);
  const cells = [`\`${setting.variable}\``, setting.is, writtenAs(setting), code ? `\`${words}\`` : words];
  return cells.map((cell) => cell.replaceAll('|', '\\|'));
}

/** Aligned, so that it can be read in a terminal too. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADS.map((head, i) => Math.max(head.length, ...rows.map((cells) => (cells[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(HEADS), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** Variables of which nothing is said, by their names; a reference with a gap is none. */
export const unexplained = (programs: readonly Program[]): readonly string[] =>
  programs.flatMap(({ settings }) =>
    Object.values(settings)
      .filter(({ is }) => !/^[A-Z]\S* \S+ .*[^.\s]$/.test(is))
      .map(({ variable }) => variable),
  );
