const group = 'admissionregistration.k8s.io';

/** The versions that ValidatingAdmissionPolicies and their bindings had before. */
export const formerValidatingPolicies = {
  [`${group}/v1beta1`]: { lifecycle: { introduced: '1.28', deprecated: '1.31', removed: '1.34' } },
  [`${group}/v1alpha1`]: { lifecycle: { introduced: '1.26', deprecated: '1.29', removed: '1.32' } },
};

/** The versions that MutatingAdmissionPolicies and their bindings had before. */
export const formerMutatingPolicies = {
  [`${group}/v1beta1`]: { lifecycle: { introduced: '1.34', deprecated: '1.37', removed: '1.40' } },
  [`${group}/v1alpha1`]: { lifecycle: { introduced: '1.32', deprecated: '1.35', removed: '1.38', replacement: '' } },
};
