import { parseArgs } from 'node:util';
import { reportAndExit } from './command.js';
import { runRollouts } from './rollouts/run-rollouts.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, busy: { type: 'string', default: '2' } },
});
const [rounds, busy] = [Number(values.rounds), Number(values.busy)];
await reportAndExit('rollouts', `--rounds ${rounds} --busy ${busy}`, (log) => runRollouts({ rounds, busy, log }));
