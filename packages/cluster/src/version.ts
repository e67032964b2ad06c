/** Sampan's own version. */
export const sampanVersion = '0.1.0';

/** The Kubernetes release whose API is served. */
export const kubernetesVersion = 'v1.36.0';
