import { message } from './message.js';

export const skip = message({ nl: 'Naar de inhoud', en: 'Skip to the content' });
export const ways = message({ nl: 'Onderdelen', en: 'Parts of this page' });
export const language = message({ nl: 'Taal', en: 'Language' });
export const theme = message({ nl: 'Kleuren', en: 'Colours' });
export const themeSystem = message({ nl: 'zoals dit toestel', en: 'as this device' });
export const themeLight = message({ nl: 'licht', en: 'light' });
export const themeDark = message({ nl: 'donker', en: 'dark' });
export const asTable = message({ nl: '{title}: als tabel', en: '{title}: as a table' });
export const older = message({
  nl: '{count, plural, one {Eén dat ouder is} other {# die ouder zijn}}',
  en: '{count, plural, one {One that is older} other {# that are older}}',
});
export const day = message({ nl: 'Dag', en: 'Day' });
export const month = message({ nl: 'Maand', en: 'Month' });
export const year = message({ nl: 'Jaar', en: 'Year' });
export const missing = message({ nl: 'Vul dit eerst in.', en: 'First fill this in.' });
export const chooseFile = message({ nl: 'Bestand kiezen', en: 'Choose a file' });
export const chooseFiles = message({ nl: 'Bestanden kiezen', en: 'Choose files' });
export const failedUnreachable = message({
  nl: 'De dienst is niet bereikbaar. Probeer het straks opnieuw.',
  en: 'The service cannot be reached. Try again in a moment.',
});
export const failedSignedOut = message({
  nl: 'U bent afgemeld. Meld u opnieuw aan.',
  en: 'You are signed out. Sign in again.',
});
export const failedRefused = message({ nl: 'De dienst weigert dit.', en: 'The service refuses this.' });
export const failedNotThere = message({ nl: 'Dit bestaat niet (meer).', en: 'This does not exist (any more).' });
export const failedBusy = message({
  nl: 'De dienst heeft het druk. Probeer het straks opnieuw.',
  en: 'The service is busy. Try again in a moment.',
});
export const failedOtherwise = message({
  nl: 'Er liep iets fout bij de dienst. Probeer het straks opnieuw.',
  en: 'Something went wrong at the service. Try again in a moment.',
});
