/** The ConfigMaps that a history is about; those that controllers put there have no label. */
export const namespace = 'history';
export const collection = `/api/v1/namespaces/${namespace}/configmaps`;
export const labels = { soak: 'history' };
export const selector = 'labelSelector=soak%3Dhistory';

/** What of a ConfigMap matters here. */
export interface StoredValue {
  readonly metadata: { readonly name?: string; readonly resourceVersion?: string };
  readonly data?: { readonly value?: string };
}
