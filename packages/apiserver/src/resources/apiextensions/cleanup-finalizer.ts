/** What a CustomResourceDefinition has once it is to be deleted: its instances go first. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';
