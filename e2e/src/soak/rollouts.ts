import { readCommandLine } from '../../../packages/client/dist/index.js';
import { reportAndExit, wholeNumber } from './command.js';
import { runRollouts } from './rollouts/run-rollouts.js';

const usage = `
Usage: node e2e/dist/soak/rollouts.js [flags]

  --rounds N   how many rollouts (50)
  --busy N     how many processes keep the machine busy meanwhile (2)
`;
const { values } = readCommandLine({
  usage,
  options: { rounds: { type: 'string', default: '50' }, busy: { type: 'string', default: '2' } },
});
const [rounds, busy] = [wholeNumber('rounds', values.rounds), wholeNumber('busy', values.busy)];
await reportAndExit('rollouts', `--rounds ${rounds} --busy ${busy}`, (log) => runRollouts({ rounds, busy, log }));
