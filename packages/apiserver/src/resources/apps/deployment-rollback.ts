import { badRequest, field, invalid, type KubernetesObject } from '@sampan/api';
import type { ActionSubresource } from '../../kinds/subresource.js';
import { success } from '../../kinds/success.js';

interface DeploymentRollback extends KubernetesObject {
  name: string;
  rollbackTo: { revision?: number };
  updatedAnnotations?: Record<string, string>;
}

/** `deployments/rollback` of versions before apps/v1: asks the controller to go back to a revision. */
export function rollbackSubresource(groupVersion: { group: string; version: string }): ActionSubresource {
  const kind = { ...groupVersion, kind: 'DeploymentRollback' };
  return {
    type: 'action',
    kind,
    create: async ({ key, body, dryRun, server }) => {
      const { name, rollbackTo, updatedAnnotations } = body as DeploymentRollback;
      const { revision = 0 } = rollbackTo ?? {};
      const errors = [
        ...(name ? [] : [field.required('name', 'name is required')]),
        ...(revision < 0 ? [field.invalid('rollback.revision', revision, 'must be greater than or equal to 0')] : []),
      ];
      if (errors.length > 0) throw invalid(kind, name, errors);
      if (name !== key.name) {
        throw badRequest(`name in URL does not match name in DeploymentRollback object: ${name}`);
      }
      const annotations = { ...updatedAnnotations, 'deprecated.deployment.rollback.to': String(revision) };
      await server.objects.deployments.update(
        key,
        ({ metadata, ...same }) => ({
          ...same,
          metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
        }),
        { dryRun },
      );
      return { ...success(200), message: `rollback request for deployment "${name}" succeeded` } as KubernetesObject;
    },
  };
}
