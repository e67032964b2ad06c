/**
 * Prints `usage` and ends where the script is asked for `--help`; ends with words for a flag, or for more than `most`
 * arguments. A script that is imported reads no command line.
 */
export function readUsage(file, usage, most = 0) {
  if (process.argv[1] !== file) return [];
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  const unknown = args.find((arg) => arg.startsWith('-')) ?? args[most];
  if (unknown === undefined) return args;
  process.stderr.write(`error: unknown ${unknown.startsWith('-') ? 'flag' : 'argument'}: ${unknown}\n`);
  process.exit(2);
}
