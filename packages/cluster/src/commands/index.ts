import type { SampanCommand } from '../cli/command.js';
import { deleteCommand } from './delete.js';
import { doctor } from './doctor.js';
import { down } from './down.js';
import { image } from './image.js';
import { kubectl } from './kubectl.js';
import { list } from './list.js';
import { logs } from './logs.js';
import { status } from './status.js';
import { token } from './token.js';
import { up } from './up.js';
import { version } from './version.js';

/** Every command, in the order in which help lists them. */
export const commands: readonly SampanCommand[] = [
  up,
  down,
  deleteCommand,
  status,
  list,
  logs,
  image,
  token,
  kubectl,
  doctor,
  version,
];
