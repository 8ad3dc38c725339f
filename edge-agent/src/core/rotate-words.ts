import type { Language } from './language.js';

/* What is told of a new key, and of an agent that was ended. */

const ended = (agent: number, last: number, language: Language): string =>
  language === 'nl'
    ? `Agent ${agent} is beëindigd; enveloppe ${last} is de laatste die telt.`
    : `Agent ${agent} is ended; envelope ${last} is the last one that counts.`;

/** @param of what `rotate` did */
export function rotatedLines(
  of: { readonly ended: number; readonly lastSequence: number; readonly agent: number; readonly resealed: number },
  language: Language,
): readonly string[] {
  const made =
    language === 'nl'
      ? `${of.resealed} enveloppen die niemand ontvangen had, zijn opnieuw gemaakt onder de nieuwe sleutel.`
      : `${of.resealed} envelopes that nobody had received were made again under the new key.`;
  return [
    language === 'nl'
      ? `Deze machine is nu agent ${of.agent}, met een nieuwe sleutel.`
      : `This machine is agent ${of.agent} now, with a new key.`,
    ended(of.ended, of.lastSequence, language),
    ...(of.resealed === 0 ? [] : [made]),
  ];
}

/** @param of the agent of another machine */
export const retiredLines = (
  of: { readonly ended: number; readonly lastSequence: number },
  language: Language,
): readonly string[] => [ended(of.ended, of.lastSequence, language)];
