/** Defaults of `apiregistration.k8s.io`: see index.mjs. */
export const apiregistration = {
  'apiregistration.APIService': { spec: { default: {} } },
  'apiregistration.ServiceReference': { port: { default: 443 } },
};
