import { message } from '../../../kit/message.js';

export const dayToday = message({ nl: 'Vandaag, {day}', en: 'Today, {day}' });
export const dayLast = message({
  nl: 'De laatste dag die uw polsband doorgaf: {day}',
  en: 'The last day that your wristband handed over: {day}',
});
export const nothingYet = message({ nl: 'Er is nog niets gemeten', en: 'Nothing has been measured yet' });
export const nothingYetHow = message({
  nl: 'Draag uw polsband in de buurt van deze computer: wat hij bewaart, komt vanzelf over.',
  en: 'Wear your wristband near this computer: what it keeps comes over by itself.',
});
export const vaultFull = message({ nl: 'Uw kluis is vol', en: 'Your vault is full' });
export const vaultFullHow = message({
  nl: 'Uw agent neemt van uw polsband niets meer over. De polsband bewaart zolang wat hij meet. Vraag wie deze computer instelde om uw kluis groter te laten worden.',
  en: 'Your agent takes nothing more over from your wristband. The wristband keeps what it measures meanwhile. Ask whoever set this computer up to let your vault grow.',
});
export const diskFull = message({ nl: 'De schijf van deze computer is vol', en: 'The disk of this computer is full' });
export const diskFullHow = message({
  nl: 'Uw agent kan niets meer bewaren. De polsband bewaart zolang wat hij meet. Maak plaats op de schijf: uw agent gaat dan vanzelf verder.',
  en: 'Your agent can keep nothing more. The wristband keeps what it measures meanwhile. Make room on the disk: your agent then goes on by itself.',
});
export const notMeasured = message({
  nl: 'Van deze dag is hier niets van gemeten.',
  en: 'Nothing of this was measured on this day.',
});
export const damaged = message({
  nl: 'Deze dag werd op de schijf veranderd en wordt daarom niet getoond. Wie deze computer instelde, kan uw kluis terugzetten uit een back-up.',
  en: 'This day was changed on the disk and is therefore not shown. Whoever set this computer up can restore your vault from a backup.',
});
export const closedDay = message({
  nl: 'Deze dag is gesloten; uw wachtwoordzin opent hem.',
  en: 'This day is closed; your passphrase opens it.',
});

export const steps = message({ nl: 'Stappen', en: 'Steps' });
export const stepsByHour = message({ nl: 'Stappen per uur', en: 'Steps by the hour' });
export const stepsSummary = message({
  nl: '{total} stappen: {share} van {goal}, een goed doel voor een dag.',
  en: '{total} steps: {share} of {goal}, a good goal for a day.',
});
export const hour = message({ nl: 'Uur', en: 'Hour' });
export const notWorn = message({ nl: 'niet gedragen', en: 'not worn' });

export const heart = message({ nl: 'Hartslag', en: 'Heart rate' });
export const heartOverDay = message({ nl: 'Hartslag over de dag', en: 'Heart rate over the day' });
export const heartSummary = message({
  nl: 'Gemiddeld {mean} slagen per minuut, tussen {least} en {most}.',
  en: '{mean} beats a minute on average, between {least} and {most}.',
});
export const mean = message({ nl: 'Gemiddeld', en: 'Mean' });
export const least = message({ nl: 'Laagst', en: 'Lowest' });
export const most = message({ nl: 'Hoogst', en: 'Highest' });

export const night = message({ nl: 'Voorbije nacht', en: 'Last night' });
export const nightBefore = message({ nl: 'Nacht tot {day}', en: 'Night to {day}' });
export const nightStages = message({ nl: 'Diepte van de slaap', en: 'Depth of sleep' });
export const nightSummary = message({
  nl: 'Van {start} tot {end}: {asleep} geslapen, {awake} wakker.',
  en: 'From {start} to {end}: {asleep} asleep, {awake} awake.',
});
export const stage = message({ nl: 'Slaap', en: 'Sleep' });
export const from = message({ nl: 'Van', en: 'From' });
export const length = message({ nl: 'Duur', en: 'Length' });
export const stages = message({
  nl: '{stage, select, awake {wakker} light {licht} deep {diep} rem {REM} restless {onrustig} other {slaap}}',
  en: '{stage, select, awake {awake} light {light} deep {deep} rem {REM} restless {restless} other {asleep}}',
});
export const noNight = message({
  nl: 'Van deze nacht is geen slaap gemeten.',
  en: 'No sleep was measured in this night.',
});

export const wristband = message({ nl: 'Polsband', en: 'Wristband' });
export const noWristband = message({
  nl: 'Er is nog geen polsband gekoppeld.',
  en: 'No wristband is paired yet.',
});
export const wristbandsUnknown = message({
  nl: 'Welke polsbanden gekoppeld zijn, is niet te zeggen: dat werd op de schijf veranderd.',
  en: 'Which wristbands are paired cannot be said: that was changed on the disk.',
});
export const battery = message({ nl: 'Batterij {percent}', en: 'Battery {percent}' });
export const charging = message({ nl: 'Batterij {percent}, laadt op', en: 'Battery {percent}, charging' });
export const noBattery = message({ nl: 'Batterij niet gezegd', en: 'Battery not told' });
export const heard = message({ nl: 'Laatst gelezen: {when}', en: 'Last read: {when}' });
export const silent = message({ nl: 'Geen gegevens sinds {when}', en: 'No data since {when}' });
export const neverHeard = message({ nl: 'Nog nooit gelezen', en: 'Never read yet' });
export const heardSometime = message({
  nl: 'Al gelezen. Wanneer is niet te zeggen: de klok van deze computer ging sindsdien terug.',
  en: 'Read before. When cannot be said: the clock of this computer went back since.',
});
export const silentHow = message({
  nl: 'Breng de polsband bij deze computer. Wat hij bewaart, gaat niet verloren.',
  en: 'Bring the wristband near this computer. What it keeps is not lost.',
});

export const kept = message({
  nl: '{witnesses, plural, =0 {Bewaard} other {Bewaard en bewezen}}',
  en: '{witnesses, plural, =0 {Kept} other {Kept and proven}}',
});
export const keptSummary = message({
  nl: '{made, plural, one {# verzegelde envelop} other {# verzegelde enveloppen}}: {stored} bij de coach-API bevestigd, {anchored} {witnesses, plural, =0 {in het logboek, door nog geen getuige bevestigd} one {bewezen in het logboek, door # getuige bevestigd} other {bewezen in het logboek, door # getuigen bevestigd}}.',
  en: '{made, plural, one {# sealed envelope} other {# sealed envelopes}}: {stored} confirmed by the coach API, {anchored} {witnesses, plural, =0 {in the log, confirmed by no witness yet} one {proven in the log, confirmed by # witness} other {proven in the log, confirmed by # witnesses}}.',
});
export const keptWhy = message({
  nl: 'Niemand kan ze lezen zonder sleutel{witnesses, plural, =0 {.} other {, en niemand kan ze ongezien veranderen.}}',
  en: 'Nobody can read them without a key{witnesses, plural, =0 {.} other {, and nobody can change them unseen.}}',
});
export const noticed = message({
  nl: '{count, plural, one {Uw agent merkte iets op.} other {Uw agent merkte # dingen op.}} Kijk of deze computer verbinding met het internet heeft en of zijn klok juist staat. Staat dit hier morgen nog, zeg het dan aan uw programmabeheerder.',
  en: '{count, plural, one {Your agent noticed something.} other {Your agent noticed # things.}} See that this computer is connected to the internet and that its clock is right. If this still stands here tomorrow, tell your programme administrator.',
});
