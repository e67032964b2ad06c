/** A kubeconfig, or what the command line says over it, that cannot be used. In client-go's words. */
export class KubeconfigError extends Error {
  override name = 'KubeconfigError';
}
