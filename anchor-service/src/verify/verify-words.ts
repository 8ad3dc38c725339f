import type { Language } from './language.js';

/** What an auditor reads of the verifier, but for what is wrong with a log. */
export interface VerifyWords {
  readonly sound: string;
  readonly unsound: string;
  readonly unknown: string;
  readonly nobody: string;
  readonly entries: string;
  readonly log: (log: { leaves: number; blocks: number; witnesses: string; root: string }) => string;
  readonly onlyFrom: (from: number) => string;
  readonly kept: (folder: string) => string;
  readonly notKept: string;
  readonly proven: (proof: { index: number; size: number; witnesses: string }) => string;
  readonly noContradiction: (sizes: readonly [number, number]) => string;
  readonly undecided: string;
  readonly noProof: string;
  readonly noOtherStatement: string;
  readonly onlyADraft: string;
  readonly cosigned: (a: string, b: string) => string;
  /** @param files of a bundle */
  readonly passedOver: (files: string) => string;
  readonly samePrefix: (sizes: readonly [number, number]) => string;
  readonly firstOther: (index: number) => string;
  readonly quorumsApart: string;
  readonly ahead: (witnesses: string) => string;
  readonly blockAhead: (block: { height: number; time: string }) => string;
  readonly sampled: (sample: { leaves: number; size: number; blocks: number }) => string;
  /** @param witnesses each with on how many of the days */
  readonly daysProven: (proven: { days: number; witnesses: string }) => string;
  /** @param signed days, each with who says to have cosigned it on which other day */
  readonly daysLate: (signed: string) => string;
  readonly daysTold: (days: string) => string;
  readonly pack: (pack: { from: string; until: string; blocks: number; size: number; witnesses: string }) => string;
  readonly erasuresAsSaid: string;
  readonly stampsUnread: (count: number) => string;
  readonly membersUnread: (names: string) => string;
  readonly badKey: string;
  readonly leafOrRecord: string;
  readonly badLeaf: string;
  readonly badCount: string;
  readonly help: HelpWords;
}

interface HelpWords {
  readonly program: string;
  readonly examples: string;
  readonly log: string;
  readonly proof: string;
  readonly evidence: string;
  readonly pack: string;
  readonly packFile: string;
  readonly coachKey: string;
  readonly compare: string;
  readonly sample: string;
  readonly source: string;
  readonly proofFile: string;
  readonly evidenceFolder: string;
  readonly policy: string;
  readonly json: string;
  readonly language: string;
  readonly state: string;
  readonly tsaCa: string;
  readonly tsaPolicy: string;
  readonly blockHeaders: string;
  readonly keep: string;
  readonly otherCopy: string;
  readonly statements: string;
  readonly leaf: string;
  readonly record: string;
  readonly count: string;
  readonly seed: string;
}

const ENGLISH: VerifyWords = {
  sound: 'Sound.',
  unsound: 'Unsound.',
  unknown: 'Could not tell.',
  nobody: 'nobody',
  entries: 'entries',
  log: ({ leaves, blocks, witnesses, root }) =>
    `${leaves} leaves in ${blocks} blocks, cosigned by ${witnesses}. Root ${root}.`,
  onlyFrom: (from) =>
    `The first ${from} entries were verified before; whether a later one stands among them was not looked for.`,
  kept: (folder) => `The evidence is kept in ${folder}.`,
  notKept: 'The evidence could not be written: give a folder that can be, by --evidence, and verify again.',
  proven: ({ index, size, witnesses }) =>
    `The leaf stands at index ${index} of the log of ${size} entries, cosigned by ${witnesses}.`,
  noContradiction: ([a, b]) => `No contradiction: both checkpoints, of ${a} and of ${b} entries, can be true.`,
  undecided:
    'The bundle shows neither that both checkpoints can be true nor that they cannot: its proof does not fit them.',
  noProof:
    'The bundle has no proof that both checkpoints can be true, and none that they cannot: give another copy of the log by --log, which makes it.',
  noOtherStatement: 'No contradiction: both are one statement, or they have two numbers.',
  onlyADraft: 'One of the statements is a draft that no witness of the policy cosigned, which shows nothing.',
  cosigned: (a, b) => `Cosigned by ${a}, and by ${b}.`,
  passedOver: (files) => `In the bundle, and passed over as it does not verify: ${files}.`,
  samePrefix: ([a, b]) => `One log: of ${a} and of ${b} entries, the smaller is the beginning of the larger.`,
  firstOther: (index) => `The first entry that differs is at index ${index}.`,
  quorumsApart:
    'Mind: two quorums of the policy need not have a witness in common, so that the log could show others another past without one witness that lies.',
  ahead: (witnesses) =>
    `The time of the cosignature of ${witnesses} is more than a day ahead of the clock of this machine: one of the two clocks is wrong.`,
  blockAhead: ({ height, time }) =>
    `From block ${height} on, of ${time}, blocks are dated more than a day ahead of the clock of this machine: one of the two clocks is wrong, and a log cannot take a date back.`,
  sampled: ({ leaves, size, blocks }) =>
    `${leaves} of ${size} entries are proven, and ${blocks} blocks hold the hash of the block before them. A sample says nothing of the others.`,
  pack: ({ from, until, blocks, size, witnesses }) =>
    `The report of ${from} to ${until} follows from its ${blocks} blocks, which stand in the log of ${size} entries, cosigned by ${witnesses}. When earlier checkpoints came out, and who cosigned those that are not in it, is what the anchor noted, and not proven: ask the witnesses' own pages.`,
  daysProven: ({ days, witnesses }) =>
    `Of ${days === 1 ? 'one day' : `${days} days`} the last checkpoint is in it, with the signatures of who cosigned it and all before it: ${witnesses || 'nobody on the day'}.`,
  daysLate: (signed) =>
    `Cosigned on another day than the one that ends there, so that nothing shows that they were there on it: ${signed}.`,
  daysTold: (days) =>
    `Of these days it is not, or nothing shows which policy was in effect, so that who cosigned them is not proven: ${days}.`,
  erasuresAsSaid: 'Its counts of erasures were not held against the key of the coach API: give it by --coach-key.',
  stampsUnread: (count) =>
    count === 0
      ? 'It has no time stamps.'
      : `The time stamps in it, of ${count} checkpoints, were not looked at: give whom to believe about time by --tsa-ca.`,
  membersUnread: (names) => `Not looked at, as the policy given stands nowhere among them: ${names}.`,
  badKey: 'A key is 32 bytes in base64url without padding: 43 letters.',
  leafOrRecord: 'Give the leaf by --leaf or the record by --record, one of them.',
  badLeaf: 'A leaf is 64 hexadecimal digits: give that, or the record by --record.',
  badCount: 'Give a whole number of 1 to 100000.',
  help: {
    program:
      'Verifies a log, a proof or evidence without trust in the service. Exit: 0 sound, 1 unsound with the exact place, 2 could not tell.',
    examples: 'Examples:',
    log: 'a whole log, from its first leaf to its checkpoint; the command when none is named',
    proof: 'a .tlog-proof file of one leaf, without a network',
    evidence: 'a bundle of evidence of a fork, without a network; 1 when the log is convicted',
    pack: 'a pack of the auditor (/audit/pack), without a network',
    packFile: 'the pack, a tar file',
    coachKey: 'the public key of the coach API, base64url, for its counts of erasures',
    compare: 'two sources of one log, an anchor and a mirror for one',
    sample: 'leaves taken at random',
    source: 'the folder of the log, or its address',
    proofFile: 'the .tlog-proof file',
    evidenceFolder: 'the folder of the bundle',
    policy: 'whom to trust: the policy file, from elsewhere than the log',
    json: 'print one line of JSON, in English',
    language: 'nl or en',
    state: 'goes on from what was verified before, and keeps what is verified now',
    tsaCa: 'verifies the time stamps too: certificates of authorities (PEM) that are believed about time',
    tsaPolicy: 'policies of authorities that are accepted; any when not given',
    blockHeaders: 'verifies stamps in Bitcoin too: a file of "<height> <80 bytes in hexadecimal>", one a line',
    keep: 'where evidence of a fork or a rollback is kept',
    otherCopy: 'another copy of the log, folder or address, whose tiles prove what this one does not show',
    statements: 'a folder with the policies of the log (0, 1, …), where its key changed since or before',
    leaf: 'the leaf, 64 hexadecimal digits',
    record: 'the record whose leaf it is',
    count: 'how many leaves',
    seed: 'any text; the same one takes the same leaves',
  },
};

const DUTCH: VerifyWords = {
  sound: 'In orde.',
  unsound: 'Niet in orde.',
  unknown: 'Niet na te gaan.',
  nobody: 'niemand',
  entries: 'plaatsen',
  log: ({ leaves, blocks, witnesses, root }) =>
    `${leaves} bladeren in ${blocks} blokken, medeondertekend door ${witnesses}. Wortel ${root}.`,
  onlyFrom: (from) =>
    `De eerste ${from} plaatsen zijn eerder nagegaan; of een later blad ook daarbij staat, is niet gezocht.`,
  kept: (folder) => `Het bewijs is bewaard in ${folder}.`,
  notKept: 'Het bewijs kon niet geschreven worden: geef met --evidence een map waar dat kan, en ga opnieuw na.',
  proven: ({ index, size, witnesses }) =>
    `Het blad staat op plaats ${index} van het logboek van ${size} plaatsen, medeondertekend door ${witnesses}.`,
  noContradiction: ([a, b]) => `Geen tegenspraak: beide checkpoints, van ${a} en van ${b} plaatsen, kunnen waar zijn.`,
  undecided:
    'De bundel toont niet dat beide checkpoints waar kunnen zijn, en ook niet dat ze het niet kunnen: het bewijs hoort er niet bij.',
  noProof:
    'De bundel heeft geen bewijs (proof) dat beide checkpoints waar kunnen zijn, en ook niet dat ze het niet kunnen: geef een andere kopie van het logboek met --log, die dat maakt.',
  noOtherStatement: 'Geen tegenspraak: beide zijn één verklaring, of ze hebben twee nummers.',
  onlyADraft: 'Een van de verklaringen is een ontwerp dat geen getuige van het beleid ondertekende, en toont niets.',
  cosigned: (a, b) => `Medeondertekend door ${a}, en door ${b}.`,
  passedOver: (files) => `In de bundel, en overgeslagen omdat het niet klopt: ${files}.`,
  samePrefix: ([a, b]) => `Eén logboek: van ${a} en van ${b} plaatsen is het kleinste het begin van het grootste.`,
  firstOther: (index) => `De eerste plaats die verschilt, is ${index}.`,
  quorumsApart:
    'Let op: twee quorums van het beleid (policy) hoeven geen getuige gemeen te hebben, zodat het logboek anderen een ander verleden kan tonen zonder dat één getuige liegt.',
  ahead: (witnesses) =>
    `De tijd van de handtekening van ${witnesses} ligt meer dan een dag voor op de klok van deze machine: een van de twee klokken is fout.`,
  blockAhead: ({ height, time }) =>
    `Vanaf blok ${height}, van ${time}, liggen de tijden van blokken meer dan een dag voor op de klok van deze machine: een van de twee klokken is fout, en een logboek kan geen datum terugnemen.`,
  sampled: ({ leaves, size, blocks }) =>
    `${leaves} van ${size} plaatsen zijn bewezen, en ${blocks} blokken bevatten de hash van het blok ervoor. Over de andere zegt een steekproef niets.`,
  pack: ({ from, until, blocks, size, witnesses }) =>
    `Het verslag van ${from} tot ${until} volgt uit zijn ${blocks} blokken, die in het logboek van ${size} plaatsen staan, medeondertekend door ${witnesses}. Wanneer eerdere checkpoints uitkwamen, en wie degene medeondertekende die er niet bij zijn, is wat de anker-dienst noteerde, en niet bewezen: zie daarvoor de pagina's van de getuigen zelf.`,
  daysProven: ({ days, witnesses }) =>
    `Van ${days === 1 ? 'één dag' : `${days} dagen`} is het laatste checkpoint erbij, met de handtekeningen van wie het en alles ervoor medeondertekende: ${witnesses || 'niemand op de dag zelf'}.`,
  daysLate: (signed) =>
    `Medeondertekend op een andere dag dan die er eindigt, zodat niets toont dat ze er die dag waren: ${signed}.`,
  daysTold: (days) =>
    `Van deze dagen is het er niet bij, of toont niets welk beleid (policy) gold, zodat niet bewezen is wie ze medeondertekende: ${days}.`,
  erasuresAsSaid:
    'De aantallen wissingen zijn niet nagegaan met de sleutel van de coach-API: geef die met --coach-key.',
  stampsUnread: (count) =>
    count === 0
      ? 'Er zijn geen tijdstempels bij.'
      : `De tijdstempels erbij, van ${count} checkpoints, zijn niet nagegaan: geef met --tsa-ca wie over de tijd geloofd wordt.`,
  membersUnread: (names) => `Niet nagegaan, omdat het gegeven beleid (policy) er nergens bij staat: ${names}.`,
  badKey: 'Een sleutel is 32 bytes in base64url zonder opvulling: 43 tekens.',
  leafOrRecord: 'Geef het blad met --leaf of het document met --record, een van beide.',
  badLeaf: 'Een blad is 64 hexadecimale cijfers: geef die, of het document met --record.',
  badCount: 'Geef een geheel getal van 1 tot 100000.',
  help: {
    program:
      'Gaat een logboek, een bewijs of een bundel na zonder de dienst te vertrouwen. Afloop: 0 in orde, 1 niet in orde met de juiste plaats, 2 niet na te gaan.',
    examples: 'Voorbeelden:',
    log: 'een heel logboek, van het eerste blad tot het checkpoint; ook zonder dat dit woord er staat',
    proof: 'een .tlog-proof-bestand van één blad, zonder netwerk',
    evidence: 'een bundel die een afsplitsing bewijst, zonder netwerk; 1 als het logboek betrapt is',
    pack: 'een pakket van de auditor (/audit/pack), zonder netwerk',
    packFile: 'het pakket, een tar-bestand',
    coachKey: 'de publieke sleutel van de coach-API, in base64url, voor de aantallen wissingen',
    compare: 'twee bronnen van één logboek, zoals een anker en een spiegel',
    sample: 'een steekproef van bladeren',
    source: 'de map van het logboek, of het adres',
    proofFile: 'het .tlog-proof-bestand',
    evidenceFolder: 'de map van de bundel',
    policy: 'wie te vertrouwen is: het beleidsbestand (policy), van elders dan het logboek',
    json: 'één regel JSON, in het Engels',
    language: 'nl of en',
    state: 'gaat verder van wat eerder nagegaan is, en bewaart wat nu nagegaan wordt',
    tsaCa: 'gaat ook de tijdstempels na: certificaten (PEM) van instanties die over de tijd geloofd worden',
    tsaPolicy: 'welk beleid van instanties aanvaard wordt; elk als er geen gegeven is',
    blockHeaders: 'gaat ook stempels in Bitcoin na: een bestand met per regel "<hoogte> <80 bytes hexadecimaal>"',
    keep: 'waar bewijs van een afsplitsing of terugkeer bewaard wordt',
    otherCopy: 'een andere kopie van het logboek, map of adres, waarvan de tegels bewijzen wat deze niet toont',
    statements: 'een map met het beleid van het logboek (0, 1, …), als zijn sleutel sindsdien of daarvoor veranderde',
    leaf: 'het blad, 64 hexadecimale cijfers',
    record: 'het document waarvan het blad is',
    count: 'hoeveel bladeren',
    seed: 'een willekeurige tekst; dezelfde neemt dezelfde bladeren',
  },
};

export const verifyWords = (language: Language): VerifyWords => (language === 'nl' ? DUTCH : ENGLISH);
