import { soakCommand } from './command.js';
import { runKills } from './kills/run-kills.js';

await soakCommand('kills', runKills);
