/** Names the Service of an EndpointSlice, and who keeps the slice. */
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
