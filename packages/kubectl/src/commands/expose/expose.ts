import { resources, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags, saveConfigFlag } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { parseLabelPairs } from '../../framework/label-pairs.js';
import { withLastApplied } from '../../framework/last-applied.js';
import { overrideFlags, withOverrides } from '../../framework/overrides.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { groupKind } from '../rollout/rollout-selection.js';
import { mapSelectorOf, portsOf } from './exposed-object.js';
import { serviceOfPorts } from './service-of-ports.js';

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment.apps', 'ReplicaSet.apps'];

export const expose = defineCommand({
  name: 'expose',
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  complete: oneObjectOf('pod', 'service', 'replicationcontroller', 'deployment', 'replicaset'),
  long: `Make a service for the pods of an object: of a pod (po), a service (svc), a replication controller (rc), a
deployment (deploy) or a replica set (rs). What flags do not say is taken from the object.`,
  examples: `
# A service on port 80 for containers that listen on 8000
kubectl expose rc nginx --port=80 --target-port=8000

# For one pod, under a name of its own
kubectl expose pod valid-pod --port=444 --name=frontend

# A second service for the pods of a service
kubectl expose service nginx --port=443 --target-port=8443 --name=nginx-https

# A load balancer for a deployment
kubectl expose deployment nginx --port=80 --type=LoadBalancer`,
  flags: {
    ...printFlags,
    ...fileFlags('expose'),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-expose'),
    ...saveConfigFlag,
    ...overrideFlags,
    clusterIp: flag.string("The service's own address; None makes it headless."),
    externalIp: flag.string('One more address at which nodes accept its traffic.'),
    labels: flag.string("The service's labels (a=b,c=d); by default those of the object.", { short: 'l' }),
    loadBalancerIp: flag.string('The address that the load balancer shall have.'),
    name: flag.string("The service's name; by default that of the object."),
    port: flag.string('The port that it serves; by default those of the object.'),
    protocol: flag.string('The protocol of its ports; by default those of the object, or TCP.'),
    selector: flag.string('The labels of its pods (a=b,c=d); by default those that the object selects.'),
    sessionAffinity: flag.string("Whether a client stays with a pod: 'None' or 'ClientIP'."),
    targetPort: flag.string('The port of the containers, by number or name; by default the same.'),
    type: flag.string('ClusterIP (which is the default), NodePort, LoadBalancer or ExternalName.'),
  },

  async run({ context, args, flags }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { targets, failures } = await resolveSelection(context, { args, files: flags });
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    const operation = `exposed${dryRunSuffix(dryRun)}`;
    const print = await createPrinter(context, flags, { operation, isTyped: true });
    for (const info of infos) {
      try {
        const service = await withOverrides(serviceFor(info, flags), flags);
        if (dryRun === 'client') {
          const { namespace, explicit } = await context.namespace();
          context.print(await print(explicit ? withNamespace(service, namespace) : service));
          continue;
        }
        const { fieldManager, saveConfig } = flags;
        const sent = withNamespace(saveConfig ? withLastApplied(service) : service, info.namespace);
        const created = await (await context.client())
          .resource(resources.services)
          .create(sent as never, { fieldManager, dryRun: dryRun === 'server' });
        context.print(await print(created as unknown as UnstructuredObject));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

interface ExposeFlags {
  clusterIp: string;
  externalIp: string;
  labels: string;
  loadBalancerIp: string;
  name: string;
  port: string;
  protocol: string;
  selector: string;
  sessionAffinity: string;
  targetPort: string;
  type: string;
}

/** The longest name that a service may have. */
const longestName = 63;

function serviceFor({ type, name, object }: ObjectInfo, flags: ExposeFlags): UnstructuredObject {
  if (!exposable.includes(groupKind(type))) throw new CommandError(`cannot expose a ${groupKind(type)}`);
  const { ports, protocols } = portsOf(object);
  if (flags.port === '' && ports.length === 0 && flags.clusterIp !== 'None') {
    throw new CommandError("couldn't find port via --port flag or introspection");
  }
  if (flags.name === '' && name === '') throw new CommandError('name must be specified');
  return serviceOfPorts({
    ...flags,
    name: flags.name || name.slice(0, longestName),
    labels: flags.labels === '' ? (object.metadata.labels ?? {}) : parseLabelPairs(flags.labels),
    selector: flags.selector === '' ? selectorOf(object) : parseLabelPairs(flags.selector),
    ports: flags.port === '' ? ports : flags.port.split(','),
    protocols,
  });
}

function selectorOf(object: UnstructuredObject): Record<string, string> {
  try {
    return mapSelectorOf(object);
  } catch (error) {
    throw new CommandError(`couldn't retrieve selectors via --selector flag or introspection: ${errorWords(error)}`);
  }
}

function withNamespace(object: UnstructuredObject, namespace: string): UnstructuredObject {
  const { name, ...metadata } = object.metadata;
  return { ...object, metadata: { ...(name !== undefined && { name }), namespace, ...metadata } };
}
