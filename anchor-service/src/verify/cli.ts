import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { judgeBundle } from './bundle-command.js';
import { type CommonFlags, judgeLog, judgeProof, judgeSample, judgeSources, type Surroundings } from './commands.js';
import { FindingError } from './finding-error.js';
import { LANGUAGES, type Language, languageOf } from './language.js';
import { judgePack } from './pack-command.js';
import { printed, type Verdict, verdictOf } from './verdict.js';
import { type VerifyWords, verifyWords } from './verify-words.js';

const MOST_LEAVES = 100_000;

/** What a command line comes to: the verdict, or `undefined` when only help was asked for. */
export interface Outcome {
  readonly verdict: Verdict | undefined;
  readonly text: string;
}

/** Runs one command line; whatever fails is a verdict too. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  const language = languageOf(args);
  const isJson = args.includes('--json');
  let help = '';
  let verdict: Verdict | undefined;
  const program = programOf(verifyWords(language), surroundings, (made) => {
    verdict = made;
  });
  const output = { writeOut: (text: string) => (help += text), writeErr: () => undefined };
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput(output);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { verdict: undefined, text: help };
    verdict = verdictOf(spoken(error), language);
  }
  return { verdict, text: verdict === undefined ? help : printed(verdict, { isJson, language }) };
}

const spoken = (error: unknown): unknown =>
  error instanceof CommanderError
    ? new FindingError({ kind: 'bad-argument', detail: error.message.replace(/^error: /, '') }, error)
    : error;

function programOf(words: VerifyWords, surroundings: Surroundings, done: (verdict: Verdict) => void): Command {
  const { help } = words;
  const program = new Command('fit4work-verify').description(help.program).addHelpText('after', examples(words));
  const evidence = (): Option => new Option('--evidence <folder>', help.keep).default('evidence');
  common(program.command('log', { isDefault: true }), words)
    .description(help.log)
    .argument('<source>', help.source)
    .option('--state <file>', help.state)
    .option('--log <source>', help.otherCopy)
    .option('--tsa-ca <file...>', help.tsaCa)
    .option('--tsa-policy <oid...>', help.tsaPolicy)
    .option('--block-headers <file>', help.blockHeaders)
    .addOption(evidence())
    .action(async (source: string, flags: Parameters<typeof judgeLog>[1]) =>
      done(await judgeLog(source, flags, surroundings)),
    );
  common(program.command('proof'), words)
    .description(help.proof)
    .argument('<file>', help.proofFile)
    .option('--leaf <hex>', help.leaf)
    .option('--record <file>', help.record)
    .action((file: string, flags: Parameters<typeof judgeProof>[1]) => done(judgeProof(file, flags, surroundings)));
  common(program.command('evidence'), words)
    .description(help.evidence)
    .argument('<folder>', help.evidenceFolder)
    .option('--log <source>', help.otherCopy)
    .option('--policies <folder>', help.statements)
    .action(async (folder: string, flags: Parameters<typeof judgeBundle>[1]) => done(await judgeBundle(folder, flags)));
  common(program.command('pack'), words)
    .description(help.pack)
    .argument('<file>', help.packFile)
    .addOption(new Option('--coach-key <key>', help.coachKey).argParser(keyOf(words)))
    .option('--tsa-ca <file...>', help.tsaCa)
    .option('--tsa-policy <oid...>', help.tsaPolicy)
    .option('--block-headers <file>', help.blockHeaders)
    .action(async (file: string, flags: Parameters<typeof judgePack>[1]) =>
      done(await judgePack(file, flags, surroundings)),
    );
  common(program.command('compare'), words)
    .description(help.compare)
    .argument('<a>', help.source)
    .argument('<b>', help.source)
    .addOption(evidence())
    .action(async (a: string, b: string, flags: CommonFlags & { evidence: string }) =>
      done(await judgeSources([a, b], flags, surroundings)),
    );
  common(program.command('sample'), words)
    .description(help.sample)
    .argument('<source>', help.source)
    .addOption(new Option('--count <n>', help.count).argParser(countOf(words)).makeOptionMandatory())
    .requiredOption('--seed <text>', help.seed)
    .action(async (source: string, flags: Parameters<typeof judgeSample>[1]) =>
      done(await judgeSample(source, flags, surroundings)),
    );
  return program;
}

function common(command: Command, { help }: VerifyWords): Command {
  const language: Language = 'nl';
  return command
    .requiredOption('--policy <file>', help.policy)
    .option('--json', help.json)
    .addOption(new Option('--language <language>', help.language).choices(LANGUAGES).default(language));
}

const countOf =
  ({ badCount }: VerifyWords) =>
  (text: string): number => {
    const count = /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : Number.NaN;
    if (count <= MOST_LEAVES) return count;
    throw new InvalidArgumentError(badCount);
  };

const keyOf =
  ({ badKey }: VerifyWords) =>
  (text: string): Uint8Array => {
    if (/^[A-Za-z0-9_-]{43}$/.test(text)) return new Uint8Array(Buffer.from(text, 'base64url'));
    throw new InvalidArgumentError(badKey);
  };

const examples = ({ help }: VerifyWords): string =>
  [
    '',
    help.examples,
    '  fit4work-verify https://log.example --policy policy --state verify.json',
    '  fit4work-verify proof leaf.tlog-proof --record envelope.cose --policy policy',
    '  fit4work-verify evidence evidence/0f3a…-1790000000-0 --policy policy',
    '  fit4work-verify compare https://log.example https://mirror.example --policy policy --json',
    '  fit4work-verify sample https://log.example --count 100 --seed 2026-W12 --policy policy',
  ].join('\n');
