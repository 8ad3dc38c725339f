import { message } from '../../../kit/message.js';

export const way = message({ nl: 'Eerste stappen', en: 'First steps' });
export const step = message({
  nl: '{step, select, invitation {Uitnodiging} passphrase {Wachtwoordzin} words {24 woorden} wearables {Polsband} other {Delen}}',
  en: '{step, select, invitation {Invitation} passphrase {Passphrase} words {24 words} wearables {Wristband} other {Sharing}}',
});
export const headInvitation = message({ nl: 'Welkom', en: 'Welcome' });
export const headPassphrase = message({ nl: 'Uw wachtwoordzin', en: 'Your passphrase' });
export const headWords = message({ nl: 'Uw 24 woorden', en: 'Your 24 words' });
export const headRegistration = message({ nl: 'Inschrijven', en: 'Enrolling' });
export const headStarting = message({ nl: 'Bijna klaar', en: 'Almost there' });
export const headWearables = message({ nl: 'Uw polsband', en: 'Your wristband' });
export const headSharing = message({ nl: 'Delen, als u dat wilt', en: 'Sharing, if you want to' });
export const goOn = message({ nl: 'Verder', en: 'Go on' });

export const welcome = message({
  nl: 'Neem pen en papier.',
  en: 'Have pen and paper at hand.',
});
export const invitationLink = message({ nl: 'De link van uw uitnodiging', en: 'The link of your invitation' });
export const invitationHow = message({
  nl: 'Plak de hele link hier.',
  en: 'Paste the whole link here.',
});
export const otherInvitation = message({ nl: 'Een andere uitnodiging', en: 'Another invitation' });

export const passphraseWhy = message({
  nl: 'Onthoud ze: niemand kan ze u terugbezorgen.',
  en: 'Remember it: nobody can give it back to you.',
});
export const newPassphrase = message({ nl: 'Kies een wachtwoordzin', en: 'Choose a passphrase' });
export const passphraseHow = message({
  nl: 'Neem vier losse woorden.',
  en: 'Take four unrelated words.',
});
export const passphraseAgain = message({ nl: 'Nogmaals dezelfde wachtwoordzin', en: 'The same passphrase again' });
export const passphrasesDiffer = message({
  nl: 'Dat zijn twee verschillende wachtwoordzinnen. Typ hier dezelfde als hierboven.',
  en: 'These are two different passphrases. Type the same one here as above.',
});
export const strengthNone = message({
  nl: 'Hoe sterk ze is, leest u hier terwijl u typt.',
  en: 'How strong it is, you read here as you type.',
});
export const strength = message({
  nl: '{strength, select, short {Te kort: er zijn minstens acht tekens nodig.} weak {Zwak: iemand die u kent, of een computer, raadt ze. Maak ze langer.} fair {Redelijk: een woord erbij maakt ze veel sterker.} other {Sterk, als u ze nergens anders gebruikt.}}',
  en: '{strength, select, short {Too short: at least eight characters are needed.} weak {Weak: somebody who knows you, or a computer, guesses it. Make it longer.} fair {Fair: one more word makes it much stronger.} other {Strong, if you use it nowhere else.}}',
});
export const makingKeys = message({
  nl: 'Uw sleutels worden op deze computer gemaakt…',
  en: 'Your keys are being made on this computer…',
});
export const begunWhy = message({
  nl: 'Met deze uitnodiging bent u al begonnen. Geef de wachtwoordzin die u toen koos, en ga verder waar u was.',
  en: 'You began with this invitation before. Give the passphrase that you chose then, and go on where you were.',
});

export const wordsWhy = message({
  nl: 'Schrijf van elk woord de eerste vier letters op, in volgorde. Alleen hiermee komt alles ooit terug.',
  en: 'Write the first four letters of each word down, in order. They alone ever bring everything back.',
});
export const wordsCare = message({
  nl: 'Wie ze heeft, kan alles lezen: maak geen foto.',
  en: 'Whoever has them can read everything: take no picture.',
});
export const wordsWritten = message({ nl: 'Ze staan op papier', en: 'They are on paper' });
export const wordsBackWhy = message({
  nl: 'Typ deze twee over.',
  en: 'Copy these two.',
});
export const wordsAgain = message({ nl: 'Toon ze nog eens', en: 'Show them again' });

export const registering = message({
  nl: 'Uw publieke sleutels worden ingeschreven…',
  en: 'Your public keys are being registered…',
});
export const starting = message({ nl: 'Uw agent start…', en: 'Your agent is starting…' });
export const startingLong = message({
  nl: 'Dit duurt langer dan gewoonlijk. Kijk in het venster waarin u begon: daar staat wat er aan de hand is.',
  en: 'This takes longer than usual. Look at the window in which you began: it says what is the matter.',
});

export const wearablesWhy = message({
  nl: 'Doe uw polsband om, dicht bij deze computer.',
  en: 'Put your wristband on, near this computer.',
});
export const wearablesLater = message({ nl: 'Later koppelen', en: 'Pair it later' });

export const sharedWithNobody = message({
  nl: 'U deelt met niemand.',
  en: 'You share with nobody.',
});
export const sharingWhy = message({
  nl: 'Stoppen met delen kan altijd.',
  en: 'You can always end sharing.',
});
export const sharingNot = message({ nl: 'Niets delen', en: 'Share nothing' });
export const done = message({ nl: 'Klaar. Dit is uw pagina.', en: 'Done. This is your page.' });
