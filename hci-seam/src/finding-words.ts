import type { Facts, Finding, FindingCode, FindingState, NoControllerReason, UnreachableReason } from './finding';

type Words = (facts: Facts) => readonly [says: string, remedy?: string];

const REBUILD = 'Install python3, make and g++, then run `npx pnpm rebuild @abandonware/bluetooth-hci-socket`.';

const UNREACHABLE: Readonly<Record<UnreachableReason, readonly [why: string, remedy: string]>> = {
  refused: ['nothing listens there', 'Start the radio that should listen there, or correct FIT4WORK_HCI.'],
  absent: ['there is no such socket', 'Start the radio that makes this socket, or correct the path in FIT4WORK_HCI.'],
  'unknown-name': ['its name is not known', 'Correct the host in FIT4WORK_HCI, or mend the resolution of names.'],
  forbidden: ['this process may not open it', 'Give this user the right to read and write the socket.'],
  slow: ['it did not take the connection in time', 'Check the host, the port and any firewall on the way.'],
  other: ['the connection failed', 'Check the host, the port or the path in FIT4WORK_HCI.'],
};

const NO_CONTROLLER: Readonly<Record<NoControllerReason, string>> = {
  silent: 'does not answer the HCI command Reset',
  'not-h4': 'sends something other than H4 packets',
  'hung-up': 'hangs up on the HCI command Reset',
  'reset-refused': 'refuses the HCI command Reset',
};

const WORDS: Readonly<Record<FindingCode, readonly [FindingState, Words]>> = {
  'bad-target': [
    'bad',
    ({ target }) => [
      `FIT4WORK_HCI=${target} names no controller.`,
      'Unset it for the Bluetooth of this machine, or set it to kernel, tcp:HOST:PORT or unix:PATH.',
    ],
  ],
  'user-channel': [
    'note',
    () => [
      'HCI_CHANNEL_USER is set; a host that heeds it never learns the buffer size of the adapter and sends nothing.',
      'Unset HCI_CHANNEL_USER.',
    ],
  ],
  linux: ['good', () => ['This machine runs Linux.']],
  'not-linux': [
    'bad',
    () => [
      'This machine does not run Linux, and the kernel socket is supported on Linux only.',
      'Run it on Linux, or set FIT4WORK_HCI to a controller behind a stream.',
    ],
  ],
  'module-loaded': ['good', () => ['The native module @abandonware/bluetooth-hci-socket is loaded.']],
  'module-missing': ['bad', () => ['The native module @abandonware/bluetooth-hci-socket is not installed.', REBUILD]],
  'module-unloadable': [
    'bad',
    () => ['The native module @abandonware/bluetooth-hci-socket is there but was not built for this Node.', REBUILD],
  ],
  'kernel-support': ['good', () => ['The kernel has Bluetooth sockets.']],
  'no-kernel-support': [
    'bad',
    () => [
      'The kernel has no Bluetooth sockets (AF_BLUETOOTH), as is usual in a container, in WSL or on a virtual machine.',
      'Run it on a machine whose kernel has Bluetooth, or load its module (`sudo modprobe bluetooth`).',
    ],
  ],
  'kept-from-process': [
    'bad',
    () => [
      'The kernel has Bluetooth but keeps its sockets from this process.',
      'Run the container with the network of the machine (--network host), or allow AF_BLUETOOTH in the RestrictAddressFamilies of the systemd unit.',
    ],
  ],
  'adapter-present': ['good', ({ device }) => [`There is a Bluetooth adapter (${device}).`]],
  'no-adapter': [
    'bad',
    () => ['There is no Bluetooth adapter.', 'Plug one in, or switch it on in the settings of the firmware (BIOS).'],
  ],
  'chosen-adapter-absent': [
    'bad',
    ({ device }) => [
      'NOBLE_HCI_DEVICE_ID names an adapter that is not there.',
      `Unset it, or set it to the number of one that is (${device}).`,
    ],
  ],
  'radio-unblocked': ['good', () => ['No switch blocks the radio.']],
  'soft-blocked': ['bad', () => ['The radio is switched off by software (rfkill).', 'Run `rfkill unblock bluetooth`.']],
  'hard-blocked': [
    'bad',
    () => [
      'The radio is switched off by a switch of the machine (rfkill, hard).',
      'Turn on the wireless switch or key of this machine, or its setting in the firmware (BIOS).',
    ],
  ],
  permitted: ['good', () => ['This process has the capability that Bluetooth needs (CAP_NET_RAW).']],
  'not-permitted': [
    'bad',
    () => [
      'This process may not use Bluetooth: it lacks the capability CAP_NET_RAW.',
      'Run `sudo setcap cap_net_raw,cap_net_admin+eip $(readlink -f $(which node))`, or set AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN in the systemd unit.',
    ],
  ],
  'adapter-up': ['good', ({ device }) => [`The adapter ${device} is switched on.`]],
  'adapter-down': [
    'bad',
    ({ device }) => [
      `The adapter ${device} is switched off.`,
      'Run `bluetoothctl power on`, or `sudo btmgmt power on` where bluetoothd does not run.',
    ],
  ],
  'adapter-busy': [
    'bad',
    () => [
      'Another process has the adapter for itself (the user channel).',
      'End the other Bluetooth program; bluetoothd may stay, it is not in the way.',
    ],
  ],
  'adapter-fault': [
    'bad',
    ({ errno }) => [
      `The adapter cannot be used (${errno || 'no reason is given'}).`,
      'Take it out and put it in again, or look for its name in the log of the kernel (`dmesg`).',
    ],
  ],
  'adapter-silent': [
    'bad',
    ({ device }) => [
      `The adapter ${device} is switched on but answers no command.`,
      'Take it out and put it in again, or run `sudo btmgmt power off` and then `sudo btmgmt power on`.',
    ],
  ],
  'beyond-a-stream': [
    'note',
    ({ target }) => [
      `FIT4WORK_HCI=${target} is not the Bluetooth of this machine, and what wearables measure there may be simulated.`,
      'Unset FIT4WORK_HCI to use the Bluetooth of this machine.',
    ],
  ],
  reached: ['good', () => ['The other end of the stream takes the connection.']],
  unreachable: [
    'bad',
    ({ target, unreachable = 'other', errno }) => {
      const [why, remedy] = UNREACHABLE[unreachable];
      return [`${target} cannot be reached: ${why}${errno ? ` (${errno})` : ''}.`, remedy];
    },
  ],
  'no-controller': [
    'bad',
    ({ target, noController = 'silent' }) => [
      `What listens at ${target} is no HCI controller: it ${NO_CONTROLLER[noController]}.`,
      'Set FIT4WORK_HCI to an HCI controller that speaks H4.',
    ],
  ],
  'controller-answers': ['good', (facts) => [`The controller answers${portrait(facts)}.`]],
  'no-low-energy': [
    'bad',
    (facts) => [
      `The controller cannot do Bluetooth Low Energy${portrait(facts)}.`,
      'Use an adapter of Bluetooth 4.0 or later that can.',
    ],
  ],
};

function portrait({ address, version }: Facts): string {
  const parts = [...(address ? [`address ${address}`] : []), ...(version ? [`Bluetooth ${version}`] : [])];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** A finding in English. */
function finding(code: FindingCode, facts: Facts = {}): Finding {
  const [state, words] = WORDS[code];
  const [says, remedy] = words(facts);
  return { code, state, says, ...(remedy === undefined ? {} : { remedy }), facts };
}

export = finding;
