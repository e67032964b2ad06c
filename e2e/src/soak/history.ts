import { soakCommand } from './command.js';
import { runHistory } from './history/run-history.js';

await soakCommand('history', runHistory);
