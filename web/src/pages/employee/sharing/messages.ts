import { message } from '../../../kit/message.js';

export const intro = message({
  nl: 'Niemand ziet iets van u, behalve wat hier aan staat. U kunt elke toestemming meteen stoppen.',
  en: 'Nobody sees anything of you but what is on here. You can stop each grant at once.',
});
export const nobody = message({ nl: 'U deelt met niemand.', en: 'You share with nobody.' });
export const incomplete = message({
  nl: 'Van uw toestemmingen ontbreekt er iets',
  en: 'Something of your grants is missing',
});
export const incompleteHow = message({
  nl: 'Tot het terug is, geldt er geen. De coach-API bewaart wat u tekende; uw agent haalt het terug en gaat elke handtekening na.',
  en: 'Until it is back, none of them counts. The coach API keeps what you signed; your agent fetches it and checks each signature.',
});
export const fetchBack = message({ nl: 'Terughalen', en: 'Fetch it back' });
export const fetched = message({
  nl: '{count, plural, =0 {De coach-API had niets dat hier ontbrak.} one {Eén stuk is terug en nagegaan.} other {# stukken zijn terug en nagegaan.}}',
  en: '{count, plural, =0 {The coach API had nothing that was missing here.} one {One record is back and checked.} other {# records are back and checked.}}',
});
export const returnedTitle = message({ nl: 'Gelden deze nog?', en: 'Do these still stand?' });
export const returnedWhy = message({
  nl: 'Deze toestemmingen kwamen terug na een herstel. Tot u het zegt, wordt er geen nieuwe dag onder gedeeld. Wat niet meer geldt, zet u hieronder uit.',
  en: 'These grants came back after a recovery. Until you say so, no new day is shared under them. Switch off below what no longer stands.',
});
export const stillStand = message({ nl: 'Ze gelden nog', en: 'They still stand' });
export const confirmed = message({
  nl: '{count, plural, one {Eén toestemming geldt weer.} other {# toestemmingen gelden weer.}}',
  en: '{count, plural, one {One grant stands again.} other {# grants stand again.}}',
});
export const ending = message({
  nl: '{count, plural, one {Eén toestemming is hier gestopt en de coach-API weet het nog niet. Uw agent blijft het zeggen.} other {# toestemmingen zijn hier gestopt en de coach-API weet het nog niet. Uw agent blijft het zeggen.}}',
  en: '{count, plural, one {One grant has ended here and the coach API does not know it yet. Your agent keeps telling it.} other {# grants have ended here and the coach API does not know it yet. Your agent keeps telling it.}}',
});

export const coachSees = message({ nl: '{coach} ziet {what}', en: '{coach} sees {what}' });
export const coachSaw = message({ nl: '{coach} zag {what}', en: '{coach} saw {what}' });
export const one = message({ nl: '{metric} ({granularities})', en: '{metric} ({granularities})' });
export const term = message({
  nl: 'Van {from} tot en met {until}. Stopt vanzelf op {expires}.',
  en: 'From {from} to {until}. Ends by itself on {expires}.',
});
export const openEnd = message({
  nl: 'Van alles wat er is, tot en met {until}. Stopt vanzelf op {expires}.',
  en: 'Of all that there is, to {until}. Ends by itself on {expires}.',
});
export const overSince = message({
  nl: 'Gestopt. Zet aan om opnieuw te delen; u ziet eerst wat.',
  en: 'Ended. Switch on to share again; you see first what.',
});
export const underWay = message({
  nl: 'Uw toestemming is getekend en onderweg naar het logboek.',
  en: 'Your grant is signed and on its way to the log.',
});
export const stopTitle = message({ nl: 'Stoppen met delen', en: 'Stop sharing' });
export const stopWhy = message({
  nl: 'Een intrekking wordt getekend met uw wachtwoordzin, zodat niemand anders ze in uw naam kan doen.',
  en: 'A withdrawal is signed with your passphrase, so that nobody else can make it in your name.',
});
export const stop = message({ nl: 'Stoppen', en: 'Stop' });
export const cancel = message({ nl: 'Niet nu', en: 'Not now' });
export const stopped = message({
  nl: 'Gestopt: {coach} ziet hier niets meer van.',
  en: 'Ended: {coach} sees nothing of this any more.',
});
export const stoppedStill = message({
  nl: 'Deze toestemming is gestopt. Door een andere toestemming ziet {coach} nog: {what}.',
  en: 'This grant has ended. By another grant {coach} still sees: {what}.',
});
export const stoppedHere = message({
  nl: 'Gestopt op deze computer; de coach-API hoort het zodra ze bereikbaar is.',
  en: 'Ended on this computer; the coach API hears of it as soon as it can be reached.',
});

export const shareTitle = message({ nl: 'Delen met een coach', en: 'Share with a coach' });
export const coach = message({ nl: 'Kenmerk van uw coach', en: 'Id of your coach' });
export const coachHelp = message({
  nl: 'Vraag het uw coach zelf; nagaan kan uw agent het niet.',
  en: 'Ask your coach in person; your agent cannot check it.',
});
export const what = message({ nl: 'Wat', en: 'What' });
export const finer = message({ nl: 'Fijner of langer', en: 'Finer or longer' });
export const howFine = message({ nl: 'Hoe fijn', en: 'How fine' });
export const since = message({ nl: 'Vanaf welke dag', en: 'From which day' });
export const howLong = message({ nl: 'Hoe lang', en: 'How long' });
export const month = message({ nl: 'een maand', en: 'a month' });
export const quarter = message({ nl: 'drie maanden', en: 'three months' });
export const year = message({ nl: 'een jaar', en: 'a year' });
export const show = message({ nl: 'Toon wat de coach zal zien', en: 'Show what the coach will see' });
export const nothingChosen = message({ nl: 'Kies eerst wat u deelt.', en: 'First choose what you share.' });

export const previewTitle = message({
  nl: 'Precies dit zal {coach} zien{unshown, plural, =0 {} one {, op één dag na} other {, op # dagen na}}',
  en: 'Exactly this {coach} will see{unshown, plural, =0 {} one {, but for one day} other {, but for # days}}',
});
export const notice = message({ nl: 'Wat u tekent', en: 'What you sign' });
export const future = message({
  nl: '{shown, select, true {Daarna net zo, tot en met {until}.} other {Wel van {days}.}}',
  en: '{shown, select, true {After that likewise, to {until}.} other {But of {days}.}}',
});
export const example = message({
  nl: 'Een dag als voorbeeld:',
  en: 'A day as an example:',
});
export const noPast = message({
  nl: 'Van dagen die voorbij zijn, ziet de coach niets.',
  en: 'Of days that are over, the coach sees nothing.',
});
export const late = message({
  nl: 'Wat hiervan later binnenkomt, wordt ook gedeeld.',
  en: 'What comes of it later is shared as well.',
});
export const unsealed = message({
  nl: '{isAll, select, true {De coach ziet dit} other {Wat sinds {since} gemeten werd, ziet de coach}} pas als {granularity, select, hour {het uur} other {de dag}} om is.',
  en: '{isAll, select, true {The coach sees this} other {What was measured since {since} the coach sees}} only once {granularity, select, hour {the hour} other {the day}} is over.',
});
export const damaged = message({
  nl: 'Hier niet te tonen: {days}. Deze dagen, of een dag ernaast, werden op de schijf veranderd: wat de coach ervan zal zien, kan uw agent niet zeggen. Wie deze computer instelde, kan uw kluis terugzetten uit een back-up.',
  en: 'Cannot be shown here: {days}. These days, or one beside them, were changed on the disk: your agent cannot say what the coach will see of them. Whoever set this computer up can restore your vault from a backup.',
});
export const notAsSealed = message({
  nl: 'Ook gedeeld, en hier niet getoond: {days}. Wat ervan verzegeld is, werd gemaakt uit metingen die hier intussen gewist of vergeten zijn. De coach ziet wat verzegeld werd.',
  en: 'Shared too, and not shown here: {days}. What is sealed of them was made of samples that were erased or forgotten here since. The coach sees what was sealed.',
});
export const uncompared = message({
  nl: 'Getoond zoals de metingen terugkwamen; wat er eerder van verzegeld werd, en wat de coach ziet, kan hier niet vergeleken worden: {days}.',
  en: 'Shown as the samples came back; what was sealed of them before, which the coach sees, cannot be compared here: {days}.',
});
export const unreached = message({
  nl: 'Van {days} ziet de coach hiermee niets: deze toestemming stopt voor dat verzegeld kan worden.',
  en: 'Of {days} the coach sees nothing by this: the grant ends before that can be sealed.',
});
export const besides = message({
  nl: '{coach} ziet daarnaast wat u eerder deelde. Dit tekenen stopt of verkort dat niet.',
  en: '{coach} sees besides what you shared before. Signing this neither ends nor shortens it.',
});
export const besidesOne = message({ nl: '{days}: {what}', en: '{days}: {what}' });
export const shownBy = message({
  nl: '{granularity, select, raw {Elke meting} hour {Per uur} other {Per dag}}',
  en: '{granularity, select, raw {Every sample} hour {By the hour} other {By the day}}',
});
export const when = message({ nl: 'Wanneer', en: 'When' });
export const gets = message({ nl: 'Wat de coach krijgt', en: 'What the coach gets' });
export const wornFor = message({ nl: 'gedragen {value}', en: 'worn {value}' });
export const steps = message({ nl: 'Stappen', en: 'Steps' });
export const total = message({ nl: 'totaal {value}', en: 'total {value}' });
export const active = message({ nl: 'actief {value}', en: 'active {value}' });
export const heart = message({ nl: 'Hartslag', en: 'Heart rate' });
export const perMinute = message({ nl: '{beats} per minuut', en: '{beats} a minute' });
export const mean = message({ nl: 'gemiddeld {value}', en: 'mean {value}' });
export const lowest = message({ nl: 'laagst {value}', en: 'lowest {value}' });
export const highest = message({ nl: 'hoogst {value}', en: 'highest {value}' });
export const resting = message({ nl: 'in rust {value}', en: 'at rest {value}' });
export const measuredFor = message({ nl: 'gemeten {value}', en: 'measured {value}' });
export const zones = message({
  nl: 'zones van een maximum van {reference}: {zones}',
  en: 'zones of a maximum of {reference}: {zones}',
});
export const zone = message({ nl: 'vanaf {from} {value}', en: 'from {from} {value}' });
export const sleep = message({ nl: 'Slaap', en: 'Sleep' });
export const asleep = message({ nl: 'geslapen {value}', en: 'asleep {value}' });
export const awakeInBed = message({ nl: 'wakker in bed {value}', en: 'awake in bed {value}' });
export const stageTimes = message({ nl: 'fasen: {value}', en: 'stages: {value}' });
export const inBed = message({ nl: 'in bed: {value}', en: 'in bed: {value}' });
export const bedtimes = message({ nl: 'naar bed om {start}, op om {end}', en: 'to bed at {start}, up at {end}' });
export const efficiency = message({ nl: 'efficiëntie {value}', en: 'efficiency {value}' });
export const interruptions = message({
  nl: '{count, plural, one {één keer onderbroken} other {# keer onderbroken}}',
  en: '{count, plural, one {interrupted once} other {interrupted # times}}',
});
export const metric = message({ nl: 'Meting', en: 'Measured' });
export const value = message({ nl: 'Waarde', en: 'Value' });
export const none = message({ nl: 'niets', en: 'nothing' });
export const withoutValue = message({
  nl: '{kind, select, damaged {niet te tonen} unsealed {later te zien} other {niets}}',
  en: '{kind, select, damaged {cannot be shown} unsealed {to be seen later} other {nothing}}',
});
export const stages = message({
  nl: '{stage, select, awake {wakker} light {licht} deep {diep} rem {REM} restless {onrustig} other {slaap}}',
  en: '{stage, select, awake {awake} light {light} deep {deep} rem {REM} restless {restless} other {asleep}}',
});
export const group = message({ nl: '{name}: {rows}', en: '{name}: {rows}' });
export const rows = message({
  nl: '{kind, select, damaged {{count, plural, one {# rij niet te tonen} other {# rijen niet te tonen}}} unsealed {{count, plural, one {# rij later te zien} other {# rijen later te zien}}} empty {{count, plural, one {# rij zonder meting} other {# rijen zonder meting}}} other {{count, plural, one {# rij} other {# rijen}}}}',
  en: '{kind, select, damaged {{count, plural, one {# row that cannot be shown} other {# rows that cannot be shown}}} unsealed {{count, plural, one {# row to be seen later} other {# rows to be seen later}}} empty {{count, plural, one {# row without a measurement} other {# rows without a measurement}}} other {{count, plural, one {# row} other {# rows}}}}',
});
export const sign = message({ nl: 'Tekenen en delen', en: 'Sign and share' });
export const changeIt = message({ nl: 'Iets anders kiezen', en: 'Choose something else' });
export const shared = message({
  nl: 'Gedeeld. Uw toestemming {witnesses, plural, =0 {staat in het logboek, door nog geen getuige bevestigd.} one {is bewezen in het logboek, door # getuige bevestigd.} other {is bewezen in het logboek, door # getuigen bevestigd.}}',
  en: 'Shared. Your grant is {witnesses, plural, =0 {in the log, confirmed by no witness yet.} one {proven in the log, confirmed by # witness.} other {proven in the log, confirmed by # witnesses.}}',
});
export const sharedUnderWay = message({
  nl: 'Getekend. Uw toestemming is onderweg naar de coach-API.',
  en: 'Signed. Your grant is on its way to the coach API.',
});
