import { type Capabilities, type Capability, capabilityNames, type Missing } from '../capabilities.js';
import { perl } from './session-leader.js';

/** What plain child processes do, each for want of what. */
const reasons: Readonly<Partial<Record<Capability, string>>> = {
  images: 'the process driver runs programs of the host, not images',
  podNetworks: "the process driver runs pods on the host's network, each with an address of its own",
  limits: 'the process driver does not limit what programs use',
  terminals: 'the process driver gives terminals to commands that are executed in a container alone',
};

const sharesTheHost = 'the process driver runs plain processes, which share what the host has';

/** What the process driver can do on this machine: run programs, and as root choose whose. */
export function processCapabilities(): Capabilities {
  const abilities = capabilityNames.map((name): [Capability, true | Missing] => [
    name,
    { reason: reasons[name] ?? sharesTheHost },
  ]);
  return { ...(Object.fromEntries(abilities) as Record<Capability, Missing>), users: canChooseUsers() };
}

/** Whether containers run as users of the pod's choice: only root can become others, and perl does it. */
function canChooseUsers(): true | Missing {
  if (process.getuid?.() !== 0) return { reason: 'the agent does not run as root' };
  return perl() === undefined ? { reason: 'there is no perl on this host' } : true;
}
