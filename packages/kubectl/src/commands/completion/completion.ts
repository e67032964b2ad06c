import { defineCommand } from '../../framework/command.js';
import { oneWord } from '../../framework/completers.js';
import { usageError } from '../../framework/errors.js';
import { completionScripts } from './scripts.js';

export const completion = defineCommand({
  name: 'completion',
  usage: 'SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: 'Print what makes a shell complete the commands, flags, types and names of kubectl.',
  examples: `
# bash, now and from now on
source <(kubectl completion bash)
echo 'source <(kubectl completion bash)' >> ~/.bashrc

# zsh
source <(kubectl completion zsh)

# fish
kubectl completion fish | source

# PowerShell
kubectl completion powershell | Out-String | Invoke-Expression`,
  flags: {},
  complete: oneWord(...Object.keys(completionScripts)),

  async run({ context, args, commandPath }) {
    const [shell, ...more] = args;
    if (shell === undefined) throw usageError(commandPath, 'Shell not specified.');
    if (more.length > 0) throw usageError(commandPath, 'Too many arguments. Expected only the shell type.');
    const script = completionScripts[shell];
    if (script === undefined) throw usageError(commandPath, `Unsupported shell type ${JSON.stringify(shell)}.`);
    context.print(script);
  },
});
