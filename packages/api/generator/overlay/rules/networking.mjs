/** Rules of `networking.k8s.io`: see index.mjs. */
export const networking = {
  'networking.HTTPIngressRuleValue': { paths: { required: true } },
  'networking.Ingress': { spec: { default: {} } },
  'networking.IngressClass': { spec: { default: {} } },
  'networking.IngressClassParametersReference': {
    apiGroup: { format: 'dns1123Subdomain' },
    kind: { required: true, format: 'pathSegment' },
    name: { required: true, format: 'pathSegment' },
    scope: { required: true, enum: ['Cluster', 'Namespace'], default: 'Cluster' },
    namespace: {},
  },
  'networking.IngressClassSpec': {
    controller: { required: true, maxLength: 250, format: 'domainPrefixedPath', immutable: true },
    parameters: {},
  },
  'networking.IngressLoadBalancerIngress': { ip: { format: 'ipAddress' }, hostname: { format: 'dns1123Subdomain' } },
  'networking.IngressRule': { host: { format: 'dns1123SubdomainOrWildcard' }, http: {} },
  'networking.IngressSpec': {
    defaultBackend: {},
    rules: {},
    tls: {},
    ingressClassName: { format: 'dns1123Subdomain' },
  },
  'networking.IngressTLS': {
    hosts: { items: { format: 'dns1123SubdomainOrWildcard' } },
    secretName: { format: 'dns1123Subdomain' },
  },
  'networking.IPAddressSpec': { parentRef: { required: true, immutable: true } },
  'networking.NetworkPolicy': { spec: { default: {} } },
  'networking.NetworkPolicyEgressRule': { ports: {}, to: {} },
  'networking.NetworkPolicyIngressRule': { ports: {}, from: {} },
  'networking.NetworkPolicyPort': { protocol: { enum: ['TCP', 'UDP', 'SCTP'], default: 'TCP' }, port: {} },
  'networking.ParentReference': {
    group: { format: 'dns1123Subdomain' },
    resource: { required: true, format: 'pathSegment' },
    name: { required: true, format: 'pathSegment' },
    namespace: { format: 'pathSegment' },
  },
  'networking.NetworkPolicySpec': { podSelector: { default: {} }, ingress: {}, egress: {}, policyTypes: {} },
};
