import type { Language } from './language.js';

/** What an employee is asked and told in a dialogue of `enrol` and `recover`. */
export interface EnrolWords {
  readonly pasteInvitation: string;
  readonly newPassphrase: string;
  readonly passphraseAgain: string;
  readonly passphrasesDiffer: string;
  readonly passphraseShort: string;
  readonly passphraseBlank: string;
  readonly passphraseControl: string;
  readonly passphrase: string;
  readonly passphraseWrong: string;
  readonly makingKeys: string;
  readonly wordsAre: string;
  readonly writeDown: string;
  readonly askBack: (place: number) => string;
  readonly wrongWord: string;
  readonly confirmed: string;
  readonly registering: string;
  readonly enrolled: string;
  readonly typeWords: string;
}

const ENGLISH: EnrolWords = {
  pasteInvitation: 'Paste the link of your invitation: ',
  newPassphrase: 'Choose a passphrase of at least eight characters (it is not shown): ',
  passphraseAgain: 'The same passphrase again: ',
  passphrasesDiffer: 'These are two different passphrases; choose one again.',
  passphraseShort: 'It must have at least eight characters.',
  passphraseBlank: 'It must have more than blanks.',
  passphraseControl: 'It must have no control character.',
  passphrase: 'Passphrase (it is not shown): ',
  passphraseWrong: 'This passphrase does not open the vault; type it again.',
  makingKeys: 'Your keys are made on this machine.',
  wordsAre:
    'These 24 words bring everything back if this machine is lost. Nobody else has them. Write them down, in order, on paper:',
  writeDown: 'Press Enter when they are on paper; they are wiped from the screen then. ',
  askBack: (place) => `Word ${place} of the 24 (? shows them again): `,
  wrongWord: 'That is another word; look on your paper and type it again.',
  confirmed: 'You have the words. Keep them where nobody else comes.',
  registering: 'Registering the public keys …',
  enrolled: 'Enrolled. Nothing is shared with anybody. Pair a wearable with `fit4work-agent pair`.',
  typeWords: 'Type the 24 words, a space between two: ',
};

const DUTCH: EnrolWords = {
  pasteInvitation: 'Plak de link van uw uitnodiging: ',
  newPassphrase: 'Kies een wachtwoordzin van minstens acht tekens (u ziet ze niet): ',
  passphraseAgain: 'Nogmaals dezelfde wachtwoordzin: ',
  passphrasesDiffer: 'Dat zijn twee verschillende wachtwoordzinnen; kies er opnieuw een.',
  passphraseShort: 'Ze moet minstens acht tekens tellen.',
  passphraseBlank: 'Ze moet meer dan spaties hebben.',
  passphraseControl: 'Ze mag geen stuurteken hebben.',
  passphrase: 'Wachtwoordzin (u ziet ze niet): ',
  passphraseWrong: 'Deze wachtwoordzin opent de kluis niet; typ ze opnieuw.',
  makingKeys: 'Uw sleutels zijn op deze machine gemaakt.',
  wordsAre:
    'Met deze 24 woorden komt alles terug als deze machine verloren gaat. Niemand anders heeft ze. Schrijf ze in volgorde op papier:',
  writeDown: 'Druk op Enter als ze op papier staan; dan worden ze van het scherm gewist. ',
  askBack: (place) => `Woord ${place} van de 24 (? toont ze opnieuw): `,
  wrongWord: 'Dat is een ander woord; kijk op uw papier en typ het opnieuw.',
  confirmed: 'U hebt de woorden. Bewaar ze waar niemand anders komt.',
  registering: 'De publieke sleutels worden geregistreerd …',
  enrolled: 'Ingeschreven. Er wordt met niemand iets gedeeld. Koppel een polsband met `fit4work-agent pair`.',
  typeWords: 'Typ de 24 woorden, met een spatie ertussen: ',
};

export const enrolWords = (language: Language): EnrolWords => (language === 'nl' ? DUTCH : ENGLISH);

/** The words in four columns, each with its place. */
export function wordTable(words: readonly string[]): string {
  const cells = words.map((word, i) => `${String(i + 1).padStart(2)} ${word.padEnd(10)}`);
  const rows = Array.from({ length: Math.ceil(cells.length / 4) }, (_, row) => cells.slice(row * 4, row * 4 + 4));
  return rows.map((row) => `  ${row.join(' ').trimEnd()}`).join('\n');
}
