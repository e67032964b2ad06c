import { Command } from 'commander';
import type { CommandContext, SampanCommand } from './cli/command.js';
import { createTerminal } from './cli/terminal.js';
import { commands } from './commands/index.js';
import { sampanHome } from './layout/sampan-home.js';
import { UserError } from './user-error.js';
import { sampanVersion } from './version.js';

// `sampan status | head`: a reader that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const context: CommandContext = {
  home: sampanHome(),
  env: process.env,
  terminal: createTerminal(process.env),
};
const program = new Command('sampan')
  .description('A Kubernetes cluster in npm: starts, stops and looks after local clusters.')
  .version(sampanVersion, '--version')
  .enablePositionalOptions();
for (const command of commands) add(command);
await program.parseAsync();

function add(command: SampanCommand): void {
  const sub = program.command(command.usage).description(command.summary);
  if (command.passThrough) sub.passThroughOptions().allowUnknownOption().helpOption(false);
  for (const { flags, description, default: value, repeatable } of command.options) {
    if (repeatable) sub.option(flags, description, (text: string, before: string[] = []) => [...before, text]);
    else sub.option(flags, description, value);
  }
  sub.action(async () => {
    process.exitCode = await run(command, sub);
  });
}

async function run(command: SampanCommand, parsed: Command): Promise<number> {
  try {
    return await command.run(context, parsed.opts(), parsed.args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { style, progress } = context.terminal;
    progress(`${style.red('error:')} ${error.message}`);
    if (error.hint !== undefined) progress(`${style.dim('hint:')}  ${error.hint}`);
    return 1;
  }
}
