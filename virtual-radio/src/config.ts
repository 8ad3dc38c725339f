import { Command, CommanderError, Option } from 'commander';
import { RadioError } from './error.js';
import type { AirOptions } from './options.js';
import type { Signal } from './signal.js';

interface SignalSetting {
  readonly a: string;
  readonly b: string;
  readonly signal: Signal;
}

export interface Config {
  readonly port: number;
  readonly air: AirOptions;
  readonly signals: readonly SignalSetting[];
  readonly trace: string | undefined;
}

interface Given {
  readonly port: number;
  readonly seed: number;
  readonly pace?: number;
  readonly loss: number;
  readonly corruption: number;
  readonly hciCorruption: number;
  readonly supervision?: true;
  readonly atInterval?: true;
  readonly signal: readonly SignalSetting[];
  readonly trace?: string;
}

const MOST_PORT = 65_535;
/** What many controllers manage in one event. */
const USUAL_PACE = 6;

/**
 * This process takes all it needs from its command line; nothing of its own comes from the environment.
 * @throws RadioError `bad-option` in one sentence, if an option is none or a value is not of the right kind; ranges are
 * for the air to judge. Help ends the process with 0.
 */
export function readArguments(argv: readonly string[]): Config {
  const command = commandLine();
  try {
    command.parse([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) process.exit(0);
    const sentence = error.message.replace(/^error: /, '').replace(/\.$/, '');
    throw new RadioError('bad-option', `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}; see --help.`);
  }
  return toConfig(command.opts<Given>());
}

function commandLine(): Command {
  return new Command('fit4work-radio')
    .description('Bluetooth LE controllers that share one air, each served as H4 over TCP on loopback.')
    .addOption(number('--port <number>', 'where to listen; 0 takes a free port', 9100))
    .addOption(number('--seed <number>', 'of every chance, 0 to 4294967295', 1))
    .addOption(
      number('--pace [packets]', 'most packets in each direction per connection event (no pacing without it)').preset(
        String(USUAL_PACE),
      ),
    )
    .addOption(number('--loss <chance>', 'that a packet on the air is not heard, 0 to 1', 0))
    .addOption(number('--corruption <chance>', 'that a packet on the air is dropped for its CRC, 0 to 1', 0))
    .addOption(number('--hci-corruption <chance>', 'that a bit of the data that reaches a host is wrong, 0 to 1', 0))
    .option('--supervision', 'miss a host that hung up only after the supervision timeout (at once without it)')
    .option('--at-interval', 'let scans and connections wait for the next advertisement (at once without it)')
    .addOption(
      new Option(
        '--signal <a,b,dBm>',
        'between two addresses, in dBm or out-of-range; may be repeated (-60 without it)',
      )
        .default([], 'none')
        .argParser((text: string, before: readonly SignalSetting[]) => [...before, toSignal(text)]),
    )
    .option('--trace <file>', 'btsnoop of the first connection; later ones have their number before the ending')
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
}

function toConfig(given: Given): Config {
  const { port, seed, pace, loss, corruption, hciCorruption, trace } = given;
  if (!Number.isInteger(port) || port > MOST_PORT) {
    throw new RadioError('bad-option', `The port has to be a whole number from 0 to ${MOST_PORT}.`);
  }
  const air: AirOptions = {
    seed,
    loss,
    corruption,
    hciCorruption,
    supervision: given.supervision === true,
    advertising: given.atInterval ? 'at-interval' : 'at-once',
    ...(pace === undefined ? {} : { pace }),
  };
  return Object.freeze({ port, air, signals: given.signal, trace });
}

function number(flags: string, description: string, standard?: number): Option {
  const option = new Option(flags, description).argParser((text: string) => {
    if (/^\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text)) return Number(text);
    throw new RadioError('bad-option', `The option ${flags.split(' ')[0]} takes a number such as 7, 0.01 or 1e-3.`);
  });
  return standard === undefined ? option : option.default(standard);
}

function toSignal(text: string): SignalSetting {
  const [a = '', b = '', strength = '', ...more] = text.split(',');
  if (more.length > 0 || !/^(out-of-range|-?\d+)$/.test(strength)) {
    throw new RadioError('bad-option', 'The option --signal takes two addresses and a strength: a,b,-70.');
  }
  return { a, b, signal: strength === 'out-of-range' ? strength : Number(strength) };
}
