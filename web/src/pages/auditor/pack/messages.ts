import { message } from '../../../kit/message.js';

export const packTitle = message({ nl: 'Een pakket voor auditors', en: 'A pack for auditors' });
export const packHelp = message({
  nl: 'Het verslag van een periode met alles waaruit het volgt, in één tar-bestand. Het wordt hier nagerekend, zonder het logboek iets te vragen.',
  en: 'The report of a period with all that it follows from, in one tar file. It is worked out anew here, without asking the log anything.',
});
export const packFile = message({ nl: 'Het pakket (.tar)', en: 'The pack (.tar)' });
export const packSound = message({ nl: 'Het pakket klopt', en: 'The pack is sound' });
export const packAlone = message({
  nl: 'Het pakket klopt met zichzelf, maar geen getuige bevestigt het',
  en: 'The pack agrees with itself, but no witness confirms it',
});
export const packReportAlone = message({
  nl: 'Het verslag van {from} tot en met {until} volgt uit {blocks, plural, one {# blok} other {# blokken}} van het logboek van {size} plaatsen zoals het zelf zegt.',
  en: 'The report of {from} to {until} follows from {blocks, plural, one {# block} other {# blocks}} of the log of {size} places as the log itself says.',
});
export const packReport = message({
  nl: 'Bewezen: het verslag van {from} tot en met {until} volgt uit {blocks, plural, one {# blok} other {# blokken}} van het logboek van {size} plaatsen, medeondertekend door {witnesses}; geen blok van die periode is weggelaten.',
  en: 'Proven: the report of {from} to {until} follows from {blocks, plural, one {# block} other {# blocks}} of the log of {size} places, cosigned by {witnesses}; no block of that period is left out.',
});
export const packDays = message({
  nl: 'Bewezen: {count, plural, one {van # dag} other {van # dagen}} staat erin wie de laatste stand medeondertekende: {witnesses}.',
  en: 'Proven: of {count, plural, one {# day} other {# days}} it holds who cosigned the last state: {witnesses}.',
});
export const packLate = message({
  nl: 'Op een andere dag medeondertekend, en daarom niet meegeteld: {days}.',
  en: 'Cosigned on another day, and therefore not counted: {days}.',
});
export const packTold = message({
  nl: 'Niet bewezen: wie deze dagen medeondertekende ({days}), en wanneer eerdere standen verschenen. Dat noteerde het anker zelf: vraag het de getuigen.',
  en: 'Not proven: who cosigned these days ({days}), and when earlier states came out. The anchor itself noted that: ask the witnesses.',
});
export const packTimes = message({
  nl: 'Niet bewezen: wanneer eerdere standen verschenen. Dat noteerde het anker zelf.',
  en: 'Not proven: when earlier states came out. The anchor itself noted that.',
});
export const packErasures = message({
  nl: 'Niet bewezen: hoeveel er gewist is. Die aantallen zijn het woord van de coachdienst; fit4work-verify houdt ze tegen diens sleutel.',
  en: 'Not proven: how much was erased. Those counts are the word of the coach API; fit4work-verify holds them against its key.',
});
export const packStamps = message({
  nl: 'Niet bekeken: tijdstempels van {count, plural, one {# stand} other {# standen}}. Dat doet fit4work-verify, met de certificaten van wie u over de tijd gelooft.',
  en: 'Not looked at: time stamps of {count, plural, one {# state} other {# states}}. fit4work-verify does that, with the certificates of whom you believe about time.',
});
export const packAhead = message({
  nl: 'Let op: {witnesses} tekende meer dan een dag na de klok van dit toestel. Een van beide klokken loopt verkeerd.',
  en: 'Note: {witnesses} signed more than a day ahead of the clock of this device. One of the two clocks is wrong.',
});
export const packUnsound = message({ nl: 'Het pakket klopt niet', en: 'The pack is not sound' });
export const packUnsoundBody = message({
  nl: 'Wat erin staat, is niet wat het logboek tekende, of volgt er niet uit. Vraag het pakket opnieuw bij het anker; blijft het zo, bewaar het dan en verwittig de getuigen.',
  en: 'What stands in it is not what the log signed, or does not follow from it. Ask the anchor for the pack again; if it stays so, keep it and tell the witnesses.',
});
export const packUnsure = message({ nl: 'Hiermee is niets bewezen', en: 'This proves nothing' });
export const packUnsureBody = message({
  nl: 'Dit is geen heel pakket dat dit logboek tekende. Niemand is ermee betrapt: vraag het opnieuw bij het anker.',
  en: 'This is no whole pack that this log signed. Nobody is caught by it: ask the anchor for it again.',
});
export const packLarge = message({
  nl: 'Dit pakket is te groot voor deze pagina (meer dan 64 MiB): laat fit4work-verify het nagaan.',
  en: 'This pack is too large for this page (more than 64 MiB): let fit4work-verify verify it.',
});
