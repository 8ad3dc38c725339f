import type { WearableErrorCode } from '../../wearable-error.js';
import type { Said } from '../language.js';
import type { Refusals } from './refusals.js';

/* Of wearables and their pairing. */

const AGAIN = {
  en: 'hold the wearable near, confirm on it when it asks, and pair again',
  nl: 'houd de polsband dichtbij, bevestig erop wanneer hij erom vraagt, en koppel opnieuw',
};

/** Why a wearable could not be paired, where all that can be done is to try again. */
const again = (en: string, nl: string): Said => ({ en: `${en}; ${AGAIN.en}.`, nl: `${nl}; ${AGAIN.nl}.` });

const FORM = again('The wearable sent what cannot be read', 'De polsband stuurde wat niet te lezen is');
const CLOCK = again(
  'The clock of this machine does not agree with what is stored or with the wearable',
  'De klok van deze machine klopt niet met wat bewaard is of met de polsband',
);
const FAULT = again('The agent erred in how it spoke with the wearable', 'De agent sprak verkeerd met de polsband');

/** Of pairing, by what went wrong with the wearable; what it is exactly is the cause, for who looks into it. */
export const UNPAIRED: Readonly<Record<WearableErrorCode, Said>> = {
  'no-radio': {
    en: 'This machine has no Bluetooth that can be used; run `doctor` to see what stands in the way.',
    nl: 'Deze machine heeft geen bruikbare Bluetooth; voer `doctor` uit om te zien wat in de weg staat.',
  },
  'not-found': again('The wearable is not in range', 'De polsband is niet in de buurt'),
  timeout: again('The wearable took too long', 'De polsband liet te lang op zich wachten'),
  'link-lost': again('The link to the wearable was lost', 'De verbinding met de polsband viel weg'),
  closed: again('The connection was given up', 'De verbinding werd opgegeven'),
  'auth-refused': again('The wearable refuses the key', 'De polsband weigert de sleutel'),
  'not-a-band': again(
    'The device is not of the family that was named',
    'Het toestel is niet van de familie die genoemd werd',
  ),
  refused: again('The wearable refused', 'De polsband weigerde'),
  malformed: FORM,
  unplaceable: FORM,
  'clock-behind': CLOCK,
  'clock-ahead': CLOCK,
  'clock-jumped': CLOCK,
  'vault-full': again('The vault has no room', 'De kluis heeft geen plaats'),
  'no-family': FAULT,
  driver: FAULT,
  unacknowledged: FAULT,
};

export const WEARABLE_REFUSALS = {
  noAddress: {
    en: '--address must be six bytes in hexadecimal with colons between them.',
    nl: '--address moet zes bytes in hexadecimalen zijn, met dubbelpunten ertussen.',
  },
  noFamily: (names: string) => ({
    en: `--family must be one of ${names}.`,
    nl: `--family moet een van deze zijn: ${names}.`,
  }),
  noKey: {
    en: 'The key file must hold 16 bytes in hexadecimal; pair the wearable again.',
    nl: 'Het sleutelbestand moet 16 bytes in hexadecimalen bevatten; koppel de polsband opnieuw.',
  },
  keyless: (family: string) => ({
    en: `A wearable of family ${family} has no key; leave --key-file out.`,
    nl: `Een polsband van familie ${family} heeft geen sleutel; laat --key-file weg.`,
  }),
  notPaired: {
    en: 'No wearable is paired under this address; list them with `status`.',
    nl: 'Onder dit adres is geen polsband gekoppeld; bekijk ze met `status`.',
  },
} satisfies Refusals;
