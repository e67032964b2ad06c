/** Rules of `discovery.k8s.io`: see index.mjs. */
export const discovery = {
  'discovery.Endpoint': {
    addresses: {},
    hostname: { format: 'dns1123Label' },
    nodeName: { format: 'dns1123Subdomain' },
  },
  'discovery.EndpointPort': {
    name: { default: '' },
    protocol: { required: true, enum: ['SCTP', 'TCP', 'UDP'], default: 'TCP' },
    appProtocol: { format: 'qualifiedName' },
  },
  'discovery.EndpointSlice': {
    addressType: { required: true, enum: ['FQDN', 'IPv4', 'IPv6'], immutable: true },
    endpoints: { maxItems: 1000, default: [] },
    ports: { maxItems: 20_000 },
  },
};
