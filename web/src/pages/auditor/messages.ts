import { message } from '../../kit/message.js';

export const title = message({ nl: 'Fit4Work: nazicht van het logboek', en: 'Fit4Work: audit of the log' });
export const verifyPlace = message({ nl: 'Nagaan', en: 'Verify' });
export const chainPlace = message({ nl: 'Blokken', en: 'Blocks' });
export const witnessesPlace = message({ nl: 'Getuigen', en: 'Witnesses' });
export const checkPlace = message({ nl: 'Bestand controleren', en: 'Check a file' });
export const meaningPlace = message({ nl: 'Wat het bewijst', en: 'What it proves' });
export const alone = message({
  nl: 'Deze pagina rekent alles zelf na, op dit toestel. Ze vraagt niemand iets dan het logboek, en bevat geen gezondheidsgegevens: het logboek kent er geen.',
  en: 'This page works everything out itself, on this device. It asks nobody but the log, and holds no health data: the log knows none.',
});

export const whereTitle = message({ nl: 'Welk logboek', en: 'Which log' });
export const whereServed = message({
  nl: 'Dit is het logboek dat deze pagina toont: {address}. Wie de pagina zelf niet vertrouwt, bewaart ze van elders als één bestand en opent dat.',
  en: 'This is the log that shows this page: {address}. Whoever does not trust the page itself keeps it from elsewhere as one file and opens that.',
});
export const saveFile = message({ nl: 'Bewaar deze pagina als één bestand', en: 'Save this page as one file' });
export const addressLabel = message({ nl: 'Adres van het logboek', en: 'Address of the log' });
export const addressHelp = message({
  nl: 'Bijvoorbeeld https://log.example, van een anker of van een spiegel.',
  en: 'For example https://log.example, of an anchor or of a mirror.',
});
export const addressError = message({
  nl: 'Dit is geen adres: het begint met https:// of http://.',
  en: 'This is no address: it begins with https:// or http://.',
});

export const addressClosed = message({
  nl: 'Dit bestand vraagt een logboek alleen over https://, of op dit toestel zelf (http://127.0.0.1 of http://localhost). Vraag wie het logboek beheert om een adres met https://, of open de pagina van het logboek zelf.',
  en: 'This file asks a log over https:// only, or on this device itself (http://127.0.0.1 or http://localhost). Ask whoever runs the log for an address with https://, or open the page of the log itself.',
});
export const addressNeeded = message({
  nl: 'Geef eerst, onder “Nagaan”, het adres van het logboek.',
  en: 'First give, under “Verify”, the address of the log.',
});

export const trustTitle = message({ nl: 'Wie u gelooft', en: 'Whom you believe' });
export const trustHelp = message({
  nl: 'Een beleidsbestand (policy) noemt de sleutel van het logboek en die van de getuigen. U krijgt het van een getuige, en niet van het logboek.',
  en: 'A policy file names the key of the log and those of the witnesses. You get it from a witness, and not from the log.',
});
export const trustDrop = message({ nl: 'Geef het beleidsbestand', en: 'Give the policy file' });
export const trustDropHelp = message({ nl: 'Laat het hier vallen, of kies het.', en: 'Drop it here, or choose it.' });
export const trustShown = message({
  nl: 'Gebruik wat het logboek zelf toont',
  en: 'Use what the log itself shows',
});
export const trustShownCare = message({
  nl: 'Dit beleid is het woord van het logboek zelf. Vergelijk de sleutels met wat de getuigen u gaven.',
  en: 'This policy is the word of the log itself. Compare the keys with what the witnesses gave you.',
});
export const trustGiven = message({ nl: 'Dit beleid hebt u zelf gegeven.', en: 'You gave this policy yourself.' });
export const trustBad = message({
  nl: 'Dit is geen beleid van één logboek: vraag het bestand aan een getuige.',
  en: 'This is not the policy of one log: ask a witness for the file.',
});
export const trustNone = message({
  nl: 'Het logboek toont geen beleid, of is niet bereikbaar.',
  en: 'The log shows no policy, or cannot be reached.',
});
export const trustOther = message({ nl: 'Een ander beleid geven', en: 'Give another policy' });
export const doubted = message({
  nl: 'U gelooft dit beleid niet meer.',
  en: 'You do not believe this policy any more.',
});
export const trustWho = message({
  nl: 'Logboek {log}, met {count, plural, one {# getuige} other {# getuigen}}.',
  en: 'Log {log}, with {count, plural, one {# witness} other {# witnesses}}.',
});

export const verifyTitle = message({ nl: 'Het logboek nagaan', en: 'Verify the log' });
export const verifyFirst = message({
  nl: 'Geef eerst aan wie u gelooft. Dan gaat deze pagina elk blad, elke tegel en elk blok na.',
  en: 'First say whom you believe. Then this page verifies every leaf, every tile and every block.',
});
export const verifySince = message({
  nl: 'Ga verder van het vorige bezoek ({size} plaatsen)',
  en: 'Go on from the last visit ({size} places)',
});
export const verifyGenesis = message({ nl: 'Ga alles na, van het eerste blad', en: 'Verify all, from the first leaf' });
export const verifyForget = message({ nl: 'Vergeet het vorige bezoek', en: 'Forget the last visit' });
export const seenUnusable = message({
  nl: 'Wat dit toestel van een vorig bezoek onthield, is beschadigd of hoort niet bij wie u nu gelooft. Geef het beleid van toen, of vergeet het vorige bezoek.',
  en: 'What this device remembered of an earlier visit is damaged, or does not belong to whom you believe now. Give the policy of then, or forget the last visit.',
});
export const forgotten = message({ nl: 'Het vorige bezoek is vergeten.', en: 'The last visit is forgotten.' });
export const running = message({ nl: 'Bezig: {done} van {size} plaatsen', en: 'Busy: {done} of {size} places' });
export const runningStart = message({ nl: 'Het checkpoint wordt gelezen', en: 'Reading the checkpoint' });
export const silent = message({
  nl: 'Het logboek antwoordt niet. U kunt wachten, of stoppen en het later of bij een spiegel proberen.',
  en: 'The log does not answer. You can wait, or stop and try later or at a mirror.',
});
export const stop = message({ nl: 'Stop', en: 'Stop' });
export const stopped = message({
  nl: 'Gestopt: over dit logboek is niets gezegd. Begin opnieuw om het na te gaan.',
  en: 'Stopped: nothing is said of this log. Begin again to verify it.',
});
export const sound = message({ nl: 'Het logboek is in orde', en: 'The log is sound' });
export const soundAlone = message({
  nl: 'Het logboek klopt met zichzelf, maar geen getuige bevestigt het',
  en: 'The log agrees with itself, but no witness confirms it',
});
export const soundReplaced = message({
  nl: 'Het logboek klopt nu, maar gaf u de vorige keer een ander nieuwste blok',
  en: 'The log is right now, but gave you another newest block the last time',
});
export const soundAhead = message({
  nl: 'Vanaf blok {height} dragen blokken een tijdstip dat meer dan een dag na de klok van dit toestel ligt: {time}. Een van beide klokken is fout; vergelijk met die van de getuigen.',
  en: 'From block {height} on, blocks carry a time more than a day ahead of the clock of this device: {time}. One of the two clocks is wrong; compare with those of the witnesses.',
});
export const soundBody = message({
  nl: '{leaves} bladeren in {blocks, plural, one {# blok} other {# blokken}}; medeondertekend door {witnesses}.',
  en: '{leaves} leaves in {blocks, plural, one {# block} other {# blocks}}; cosigned by {witnesses}.',
});
export const soundMeans = message({
  nl: 'Van wat zij medeondertekenden, is sindsdien niets gewist, veranderd of tussengevoegd.',
  en: 'Of what they cosigned, nothing was erased, changed or inserted since.',
});
export const soundLimits = message({ nl: 'Wat dit bewijst, en wat niet', en: 'What this proves, and what not' });
export const soundFrom = message({
  nl: 'De eerste {size} plaatsen waren bij een vorig bezoek al nagegaan.',
  en: 'The first {size} places had been verified on an earlier visit.',
});
export const soundKept = message({
  nl: 'Dit toestel onthoudt tot waar: neemt het logboek iets terug, dan ziet u dat bij een volgend bezoek.',
  en: 'This device remembers how far: should the log take anything back, you will see it on a next visit.',
});
export const soundNotKept = message({
  nl: 'Deze browser onthoudt niets: een volgend bezoek begint van voren af.',
  en: 'This browser remembers nothing: a next visit begins anew.',
});
export const soundForgotten = message({
  nl: 'Dit toestel onthoudt er niets meer van: een volgend bezoek begint van voren af.',
  en: 'This device remembers nothing of it any more: a next visit begins anew.',
});
export const noWitness = message({
  nl: 'Geen getuige staat hierachter: dit is het woord van het logboek alleen, en het kan anderen iets anders tonen.',
  en: 'No witness stands behind this: it is the word of the log alone, which may show others something else.',
});
export const quorumsApart = message({
  nl: 'Let op: bij dit beleid kunnen twee groepen getuigen elk een ander logboek goedkeuren.',
  en: 'Note: with this policy two groups of witnesses can each approve another log.',
});
export const unsound = message({ nl: 'Het logboek is niet in orde', en: 'The log is not sound' });
export const unsoundBody = message({
  nl: 'Dit is ondertekend en kan niet waar zijn, of hoort niet bij wat ondertekend is. Verwittig de getuigen, met de zin hierboven.',
  en: 'This is signed and cannot be true, or does not belong to what is signed. Tell the witnesses, with the sentence above.',
});
export const unsoundKeep = message({
  nl: 'Bewaar ook deze bestanden en geef ze hun: wie ze heeft, kan dit nagaan zonder het logboek.',
  en: 'Keep these files too and give them to them: whoever has them can verify this without the log.',
});
export const unsure = message({ nl: 'Niet na te gaan', en: 'Could not tell' });
export const unsureBody = message({
  nl: 'Niemand is hiermee betrapt: er ontbreekt iets, of het is onleesbaar of niet ondertekend.',
  en: 'Nobody is caught by this: something is missing, unreadable or not signed.',
});
export const rollbackBody = message({
  nl: 'Bewaar beide, en vergelijk met een andere kopie, zoals een spiegel: pas dan is te zeggen of dit een oude stand is of een ander verleden.',
  en: 'Keep both, and compare with another copy, such as a mirror: only then can be said whether this is an old state or another past.',
});
export const notReached = message({
  nl: 'Het logboek is niet bereikbaar, of antwoordt niet zoals het hoort: {path} kon niet gelezen worden. Probeer het opnieuw, of bij een spiegel.',
  en: 'The log cannot be reached, or does not answer as it should: {path} could not be read. Try again, or at a mirror.',
});
export const keepFile = message({ nl: 'Bewaar {name}', en: 'Keep {name}' });

export const asking = message({ nl: 'Het logboek wordt gevraagd…', en: 'The log is being asked…' });

export const witnessesHelp = message({
  nl: 'Een getuige tekent een nieuwe stand alleen als er van de vorige niets gewist of veranderd is. Hier staat wie de nieuwste stand, van {size} plaatsen, medeondertekende; hun handtekeningen zijn op dit toestel nagegaan.',
  en: 'A witness signs a new state only if nothing of the one before was erased or changed. Here stands who cosigned the newest state, of {size} places; their signatures were verified on this device.',
});
export const witnessName = message({ nl: 'Getuige en sleutel', en: 'Witness and key' });
export const witnessWhen = message({ nl: 'Medeondertekend op', en: 'Cosigned on' });
export const witnessNot = message({ nl: 'niet deze stand', en: 'not this state' });
export const witnessesTable = message({ nl: 'Getuigen van het beleid', en: 'Witnesses of the policy' });
export const witnessesCount = message({
  nl: 'Medeondertekend door {signed} van {all, plural, one {# getuige} other {# getuigen}}. Het beleid vraagt: {quorum}.',
  en: 'Cosigned by {signed} of {all, plural, one {# witness} other {# witnesses}}. The policy asks for: {quorum}.',
});
export const witnessAhead = message({
  nl: 'telt niet: meer dan een dag na de klok van dit toestel',
  en: 'does not count: more than a day ahead of the clock of this device',
});
export const witnessesFew = message({
  nl: 'Dat is te weinig: niemand hoeft deze stand te geloven. Wacht tot er genoeg getuigen getekend hebben, of vraag hun waarom niet.',
  en: 'That is too few: nobody has to believe this state. Wait until enough witnesses have signed, or ask them why not.',
});
export const witnessesStrange = message({
  nl: 'Er {count, plural, one {staat ook # handtekening bij van iemand die uw beleid niet noemt: ze telt niet} other {staan ook # handtekeningen bij van wie uw beleid niet noemt: ze tellen niet}}.',
  en: 'There {count, plural, one {is # signature besides of somebody whom your policy does not name: it does not count} other {are # signatures besides of whom your policy does not name: they do not count}}.',
});
export const otherKey = message({
  nl: 'Ook ondertekend als {names}, met een andere sleutel dan die van uw beleid: dat telt niet. Vraag het {count, plural, one {die getuige} other {die getuigen}} na.',
  en: 'Also signed as {names}, with another key than that of your policy: that does not count. Ask {count, plural, one {that witness} other {those witnesses}} about it.',
});
export const quorumOf = message({ nl: '{count} van {names}', en: '{count} of {names}' });
export const quorumNone = message({ nl: 'niemand', en: 'nobody' });
export const trustNeeded = message({
  nl: 'Geef eerst, onder “Nagaan”, aan wie u gelooft.',
  en: 'First say, under “Verify”, whom you believe.',
});

export const proofTitle = message({ nl: 'Een bewijs van één blad', en: 'A proof of one leaf' });
export const proofHelp = message({
  nl: 'Bewijst dat een document op een vaste plaats in het logboek staat, zonder het logboek iets te vragen.',
  en: 'Proves that a document stands at a fixed place in the log, without asking the log anything.',
});
export const proofFile = message({ nl: 'Het bewijs (.tlog-proof)', en: 'The proof (.tlog-proof)' });
export const recordFile = message({ nl: 'Het document zelf', en: 'The document itself' });
export const recordHelp = message({
  nl: 'Het wordt niet verstuurd: alleen zijn hash wordt hier berekend.',
  en: 'It is not sent: only its hash is computed here.',
});
export const leafLabel = message({ nl: 'Of zijn blad', en: 'Or its leaf' });
export const leafHelp = message({ nl: '64 hexadecimale cijfers.', en: '64 hexadecimal digits.' });
export const leafError = message({
  nl: 'Een blad is 64 hexadecimale cijfers: geef die, of het document zelf.',
  en: 'A leaf is 64 hexadecimal digits: give those, or the document itself.',
});
export const chosen = message({ nl: 'Gekozen: {names}', en: 'Chosen: {names}' });
export const unread = message({
  nl: 'Dit bestand is niet te lezen: het is er niet meer, of dit toestel geeft het niet. Kies het opnieuw.',
  en: 'This file cannot be read: it is gone, or this device does not give it. Choose it again.',
});
export const proofCheck = message({ nl: 'Controleer het bewijs', en: 'Check the proof' });
export const proven = message({
  nl: 'Bewezen: dit staat op plaats {index} van het logboek van {size} plaatsen, medeondertekend door {witnesses}.',
  en: 'Proven: this stands at place {index} of the log of {size} places, cosigned by {witnesses}.',
});
export const provenAlone = message({
  nl: 'Het logboek zegt dat dit op plaats {index} van zijn {size} plaatsen staat, en niemand bevestigt het.',
  en: 'The log says that this stands at place {index} of its {size} places, and nobody confirms it.',
});
export const notProven = message({
  nl: 'Dit bewijs is niet van dit document, of niet van een logboek dat uw beleid gelooft.',
  en: 'This proof is not of this document, or not of a log that your policy believes.',
});
export const noProof = message({ nl: 'Dit is geen bewijs van een blad.', en: 'This is no proof of a leaf.' });

export const nobody = message({ nl: 'niemand', en: 'nobody' });

export const provesTitle = message({ nl: 'Dit is bewezen als alles klopt', en: 'This is proven when all is well' });
export const provesOrder = message({
  nl: 'Van wat in het logboek staat, is niets gewist, veranderd, tussengevoegd of van plaats gewisseld sinds de getuigen tekenden.',
  en: 'Of what stands in the log nothing was erased, changed, inserted or moved since the witnesses signed.',
});
export const provesSame = message({
  nl: 'Wie dezelfde getuigen gelooft, krijgt geen ander verleden te zien: hoogstens een oudere stand van hetzelfde logboek.',
  en: 'Whoever believes the same witnesses is shown no other past: at most an older state of the same log.',
});
export const provesOnce = message({
  nl: 'Geen blad staat er twee keer in.',
  en: 'No leaf is in it twice.',
});
export const provesWhen = message({
  nl: 'Een getuige heeft een stand gezien op het tijdstip dat bij die getuige staat, volgens diens klok.',
  en: 'A witness saw a state at the time that stands with that witness, by its own clock.',
});
export const notTitle = message({ nl: 'Dit is niet bewezen', en: 'This is not proven' });
export const notWhat = message({
  nl: 'Wat een blad betekent, van wie het is of over wie het gaat. Een blad is een willekeurig ogend getal: het zegt niets, ook niet aan wie het logboek beheert.',
  en: 'What a leaf means, whose it is or whom it is about. A leaf is a number that looks random: it says nothing, to the operator of the log either.',
});
export const notTrue = message({
  nl: 'Dat wat verzegeld werd ook waar is: een polsband kan zich vergissen.',
  en: 'That what was sealed is true as well: a wearable can err.',
});
export const notAll = message({
  nl: 'Dat alles wat gemeten werd ook in het logboek staat. Dat ziet de medewerker zelf, op de eigen pagina.',
  en: 'That all that was measured is in the log. The employee sees that, on a page of their own.',
});
export const notNewest = message({
  nl: 'Dat er niets nieuwers is dan wat u ziet: een spiegel, of wie ertussen zit, kan aan wie voor het eerst komt een oude stand tonen. Kijk daarom bij de uitslag van wanneer de stand is.',
  en: 'That there is nothing newer than what you see: a mirror, or who stands between, can show an old state to somebody who comes for the first time. So look beside the verdict when the state is from.',
});
export const notBlockTime = message({
  nl: 'Het uur van een blok: dat zegt het logboek zelf, tussen de tijden van de getuigen in.',
  en: 'The hour of a block: the log itself says it, between the times of the witnesses.',
});
export const notTogether = message({
  nl: 'Iets, als het logboek en zo veel getuigen samenspannen als het beleid er vraagt.',
  en: 'Anything, if the log and as many witnesses as the policy asks for conspire.',
});
export const notPage = message({
  nl: 'Dat deze pagina eerlijk is, als u ze van het logboek zelf kreeg. Het bestand dat een getuige u gaf, of fit4work-verify, zegt hetzelfde zonder het logboek te geloven.',
  en: 'That this page is honest, if you got it from the log itself. The file that a witness gave you, or fit4work-verify, says the same without believing the log.',
});
