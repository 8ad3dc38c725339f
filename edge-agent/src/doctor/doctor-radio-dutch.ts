import type HciSocket from '@fit4work/hci-seam';

type Facts = HciSocket.Facts;
type Sentences = readonly [says: string, remedy?: string];

const REBUILD =
  'Installeer python3, make en g++, en voer dan `npx pnpm rebuild @abandonware/bluetooth-hci-socket` uit.';

const UNREACHABLE: Readonly<Record<NonNullable<Facts['unreachable']>, readonly [why: string, remedy: string]>> = {
  refused: ['niemand luistert er', 'Start de radio die er hoort te luisteren, of verbeter FIT4WORK_HCI.'],
  absent: ['er is geen zulke socket', 'Start de radio die deze socket maakt, of verbeter het pad in FIT4WORK_HCI.'],
  'unknown-name': ['de naam is niet bekend', 'Verbeter de host in FIT4WORK_HCI, of herstel het opzoeken van namen.'],
  forbidden: ['dit proces mag hem niet openen', 'Geef deze gebruiker het recht om de socket te lezen en te schrijven.'],
  slow: ['de verbinding kwam niet op tijd tot stand', 'Controleer de host, de poort en elke firewall onderweg.'],
  other: ['de verbinding mislukte', 'Controleer de host, de poort of het pad in FIT4WORK_HCI.'],
};

const NO_CONTROLLER: Readonly<Record<NonNullable<Facts['noController']>, string>> = {
  silent: 'antwoordt niet op de HCI-opdracht Reset',
  'not-h4': 'stuurt iets anders dan H4-pakketten',
  'hung-up': 'verbreekt de verbinding bij de HCI-opdracht Reset',
  'reset-refused': 'weigert de HCI-opdracht Reset',
};

const DUTCH: Readonly<Record<HciSocket.FindingCode, (facts: Facts) => Sentences>> = {
  'bad-target': ({ target }) => [
    `FIT4WORK_HCI=${target} noemt geen controller.`,
    'Maak de variabele leeg voor de Bluetooth van deze machine, of zet ze op kernel, tcp:HOST:PORT of unix:PATH.',
  ],
  'user-channel': () => [
    'HCI_CHANNEL_USER is gezet; een host die daarnaar luistert, verneemt nooit hoe groot de buffer van de adapter is en stuurt niets.',
    'Maak HCI_CHANNEL_USER leeg.',
  ],
  linux: () => ['Deze machine draait op Linux.'],
  'not-linux': () => [
    'Deze machine draait niet op Linux, en de socket van de kernel werkt alleen op Linux.',
    'Gebruik Linux, of zet FIT4WORK_HCI op een controller achter een stroom.',
  ],
  'module-loaded': () => ['De module @abandonware/bluetooth-hci-socket is geladen.'],
  'module-missing': () => ['De module @abandonware/bluetooth-hci-socket is niet geïnstalleerd.', REBUILD],
  'module-unloadable': () => [
    'De module @abandonware/bluetooth-hci-socket is er, maar is niet voor deze Node gebouwd.',
    REBUILD,
  ],
  'kernel-support': () => ['De kernel heeft Bluetooth-sockets.'],
  'no-kernel-support': () => [
    'De kernel heeft geen Bluetooth-sockets (AF_BLUETOOTH), zoals vaak in een container, in WSL of op een virtuele machine.',
    'Gebruik een machine waarvan de kernel Bluetooth heeft, of laad de module ervan (`sudo modprobe bluetooth`).',
  ],
  'kept-from-process': () => [
    'De kernel heeft Bluetooth, maar geeft dit proces de sockets ervan niet.',
    'Start de container met het netwerk van de machine (--network host), of sta AF_BLUETOOTH toe in RestrictAddressFamilies van de systemd-unit.',
  ],
  'adapter-present': ({ device }) => [`Er is een Bluetooth-adapter (${device}).`],
  'no-adapter': () => [
    'Er is geen Bluetooth-adapter.',
    'Steek er een in, of zet hem aan in de instellingen van de firmware (BIOS).',
  ],
  'chosen-adapter-absent': ({ device }) => [
    'NOBLE_HCI_DEVICE_ID noemt een adapter die er niet is.',
    `Maak de variabele leeg, of geef het nummer van een adapter die er wel is (${device}).`,
  ],
  'radio-unblocked': () => ['Geen schakelaar blokkeert de radio.'],
  'soft-blocked': () => ['De radio is door software uitgezet (rfkill).', 'Voer `rfkill unblock bluetooth` uit.'],
  'hard-blocked': () => [
    'De radio is door een schakelaar van de machine uitgezet (rfkill, hard).',
    'Zet de schakelaar of toets voor draadloos aan, of de instelling ervan in de firmware (BIOS).',
  ],
  permitted: () => ['Dit proces heeft het recht dat Bluetooth vraagt (CAP_NET_RAW).'],
  'not-permitted': () => [
    'Dit proces mag Bluetooth niet gebruiken: het mist het recht CAP_NET_RAW.',
    'Voer `sudo setcap cap_net_raw,cap_net_admin+eip $(readlink -f $(which node))` uit, of zet AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN in de systemd-unit.',
  ],
  'adapter-up': ({ device }) => [`De adapter ${device} staat aan.`],
  'adapter-down': ({ device }) => [
    `De adapter ${device} staat uit.`,
    'Voer `bluetoothctl power on` uit, of `sudo btmgmt power on` waar bluetoothd niet draait.',
  ],
  'adapter-busy': () => [
    'Een ander proces heeft de adapter voor zich alleen (het user channel).',
    'Beëindig het andere Bluetooth-programma; bluetoothd mag blijven en staat niet in de weg.',
  ],
  'adapter-fault': ({ errno }) => [
    `De adapter is niet te gebruiken (${errno || 'zonder opgave van reden'}).`,
    'Haal hem eruit en steek hem er weer in, of zoek zijn naam in het logboek van de kernel (`dmesg`).',
  ],
  'adapter-silent': ({ device }) => [
    `De adapter ${device} staat aan, maar antwoordt op geen opdracht.`,
    'Haal hem eruit en steek hem er weer in, of voer `sudo btmgmt power off` en dan `sudo btmgmt power on` uit.',
  ],
  'beyond-a-stream': ({ target }) => [
    `FIT4WORK_HCI=${target} is niet de Bluetooth van deze machine, en wat polsbanden daar meten, kan gesimuleerd zijn.`,
    'Maak FIT4WORK_HCI leeg om de Bluetooth van deze machine te gebruiken.',
  ],
  reached: () => ['Het andere einde van de stroom neemt de verbinding aan.'],
  unreachable: ({ target, unreachable = 'other', errno }) => {
    const [why, remedy] = UNREACHABLE[unreachable];
    return [`${target} is niet te bereiken: ${why}${errno ? ` (${errno})` : ''}.`, remedy];
  },
  'no-controller': ({ target, noController = 'silent' }) => [
    `Wat op ${target} luistert, is geen HCI-controller: het ${NO_CONTROLLER[noController]}.`,
    'Zet FIT4WORK_HCI op een HCI-controller die H4 spreekt.',
  ],
  'controller-answers': (facts) => [`De controller antwoordt${portrait(facts)}.`],
  'no-low-energy': (facts) => [
    `De controller kan geen Bluetooth Low Energy${portrait(facts)}.`,
    'Gebruik een adapter van Bluetooth 4.0 of later die dat kan.',
  ],
};

function portrait({ address, version }: Facts): string {
  const parts = [...(address ? [`adres ${address}`] : []), ...(version ? [`Bluetooth ${version}`] : [])];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** The sentences of a finding of the radio, in Dutch. */
export function radioInDutch({ code, facts }: Pick<HciSocket.Finding, 'code' | 'facts'>): {
  readonly says: string;
  readonly remedy?: string;
} {
  const [says, remedy] = DUTCH[code](facts);
  return remedy === undefined ? { says } : { says, remedy };
}
