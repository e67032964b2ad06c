import { runKubectl } from './run-kubectl.js';

const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
  // Whoever does not end by itself at the first interrupt does at the second.
  process.once('SIGINT', () => process.exit(130));
});
// The reader of a pipe may leave before everything is written: that is no failure worth a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void runKubectl(process.argv.slice(2), { signal: controller.signal }).then((exitCode) => {
  process.stdout.write('', () => process.exit(exitCode));
});
