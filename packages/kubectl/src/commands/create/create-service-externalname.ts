import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { serviceBody, serviceType, tcpFlag } from './service-body.js';

export const createExternalNameService = defineGenerator({
  ...serviceType,
  name: 'externalname',
  usage: 'NAME --external-name external.name [--dry-run=server|client|none]',
  short: 'Create an ExternalName service',
  long: 'Create a service that is another name, in DNS, of something that lives outside of the cluster.',
  examples: `
# bar.com under the name of my-ns
kubectl create service externalname my-ns --external-name bar.com`,
  flags: { ...tcpFlag, externalName: flag.string('The name in DNS that the service stands for.', { required: true }) },
  failure: 'failed to create ExternalName service: ',
  generate: (metadata, { flags }) =>
    serviceBody(metadata, { type: 'ExternalName', tcp: flags.tcp, externalName: flags.externalName }),
});
