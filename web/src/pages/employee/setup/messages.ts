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
  nl: 'In vijf stappen hebt u uw eigen pagina. Het duurt een paar minuten; neem pen en papier. Alles blijft op deze computer, en er wordt niets gedeeld zonder dat u het zegt.',
  en: 'Five steps lead to your own page. It takes a few minutes; have pen and paper at hand. Everything stays on this computer, and nothing is shared unless you say so.',
});
export const invitationLink = message({ nl: 'De link van uw uitnodiging', en: 'The link of your invitation' });
export const invitationHow = message({
  nl: 'U kreeg ze van uw programmabeheerder. Kopieer de hele link en plak ze hier.',
  en: 'Your programme administrator gave it to you. Copy the whole link and paste it here.',
});
export const otherInvitation = message({ nl: 'Een andere uitnodiging', en: 'Another invitation' });

export const passphraseWhy = message({
  nl: 'Alleen deze wachtwoordzin opent later wat gemeten werd. Niemand anders heeft ze, en niemand kan ze u terugbezorgen.',
  en: 'This passphrase alone opens later what was measured. Nobody else has it, and nobody can give it back to you.',
});
export const newPassphrase = message({ nl: 'Kies een wachtwoordzin', en: 'Choose a passphrase' });
export const passphraseHow = message({
  nl: 'Minstens acht tekens. Vier woorden die niet bij elkaar horen, zijn goed te onthouden en moeilijk te raden.',
  en: 'At least eight characters. Four words that do not belong together are easy to remember and hard to guess.',
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
  nl: '{strength, select, short {Te kort: er zijn minstens acht tekens nodig.} weak {Zwak: iemand die u kent, of een computer, raadt ze. Maak ze langer.} fair {Redelijk: een woord erbij maakt ze veel sterker.} other {Sterk, als u ze zelf bedacht en nergens anders gebruikt.}}',
  en: '{strength, select, short {Too short: at least eight characters are needed.} weak {Weak: somebody who knows you, or a computer, guesses it. Make it longer.} fair {Fair: one more word makes it much stronger.} other {Strong, if you thought of it yourself and use it nowhere else.}}',
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
  nl: 'Met deze 24 woorden komt alles terug als deze computer verloren gaat. Schrijf ze in volgorde op papier. Daarna worden er twee teruggevraagd, en ziet u ze nooit meer.',
  en: 'These 24 words bring everything back if this computer is lost. Write them down, in order, on paper. Then two of them are asked back, and you never see them again.',
});
export const wordsCare = message({
  nl: 'Wie deze woorden heeft, kan alles lezen. Maak er geen foto van, en bewaar ze in geen bestand of mail.',
  en: 'Whoever has these words can read everything. Take no picture of them, and keep them in no file or mail.',
});
export const wordsWritten = message({ nl: 'Ze staan op papier', en: 'They are on paper' });
export const wordsBackWhy = message({
  nl: 'Neem uw papier erbij, en typ deze twee over.',
  en: 'Take your paper, and copy these two.',
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
  nl: 'Doe uw polsband om en houd hem bij deze computer. Alleen met de polsband die u hier kiest, wordt ooit verbinding gemaakt.',
  en: 'Put your wristband on and hold it near this computer. Only to the wristband that you choose here a connection is ever made.',
});
export const wearablesLater = message({ nl: 'Later koppelen', en: 'Pair it later' });

export const sharedWithNobody = message({
  nl: 'Er wordt met niemand iets gedeeld.',
  en: 'Nothing is shared with anybody.',
});
export const sharingWhy = message({
  nl: 'Zo blijft het tot u zelf iets deelt, nu of later. U ziet eerst precies wat een coach zou zien, en u trekt het in met één druk terwijl uw verleden open is, en anders met uw wachtwoordzin.',
  en: 'So it stays until you share something yourself, now or later. You first see exactly what a coach would see, and end it by one press while your past is open, and by your passphrase otherwise.',
});
export const sharingNot = message({ nl: 'Niets delen, naar mijn pagina', en: 'Share nothing, on to my page' });
export const done = message({ nl: 'Klaar. Dit is uw pagina.', en: 'Done. This is your page.' });
