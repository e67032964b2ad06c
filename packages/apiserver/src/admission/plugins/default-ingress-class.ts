import type { Ingress, IngressClass } from '@sampan/api';
import type { AdmissionPlugin } from '../admission-plugin.js';
import { newestFirst } from './newest-first.js';

const isDefault = ({ metadata }: IngressClass) =>
  metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';

/** An Ingress that says nothing of a class, nor by the annotation of old, is of the default one: of several, the newest. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  mutating: {
    rules: [{ operations: ['CREATE'], resources: ['ingresses.networking.k8s.io'] }],
    admit: async ({ object, server }) => {
      const ingress = object as Ingress;
      if (ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return;
      if (ingress.spec?.ingressClassName !== undefined) return;
      const [found] = (await server.objects.ingressClasses.list()).filter(isDefault).sort(newestFirst);
      if (found?.metadata.name !== undefined) ingress.spec = { ...ingress.spec, ingressClassName: found.metadata.name };
    },
  },
};
