import type { Container, IntOrString } from '@sampan/api';

/** The number of a probe's port, which may be the name of one of the container's ports. */
export function probePort(port: IntOrString, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  return named ?? (/^\d+$/.test(port) ? Number(port) : undefined);
}
