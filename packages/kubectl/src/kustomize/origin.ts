import path from 'node:path';
import { formatYaml } from '@sampan/api/yaml';
import { CommandError } from '../framework/errors.js';
import type { Resource } from './resource.js';

/** Where a resource comes from: a file, or a generator of a kustomization. Paths are relative to where the build begins. */
export interface Origin {
  path?: string;
  configuredIn?: string;
  configuredBy?: { apiVersion: string; kind: string };
}

/** The origin of what `kind` generates in the kustomization of `folder`. */
export function generatedBy(kind: string, folder: string): Origin {
  return {
    configuredIn: path.join(folder, 'kustomization.yaml'),
    configuredBy: { apiVersion: 'builtin', kind },
  };
}

/** Notes on each resource what `buildMetadata` asks for. */
export function addBuildMetadata(resources: readonly Resource[], options: readonly string[]): void {
  for (const option of options) {
    if (option === 'managedByLabel') addManager(resources);
    else if (option === 'originAnnotations') addOrigins(resources);
    else throw new CommandError(`buildMetadata option ${JSON.stringify(option)} is not known here`);
  }
}

function addManager(resources: readonly Resource[]): void {
  for (const { object } of resources) {
    const labels = { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'kustomize-(devel)' };
    object.metadata = { ...object.metadata, labels };
  }
}

function addOrigins(resources: readonly Resource[]): void {
  for (const { object, origin } of resources) {
    if (origin === undefined) continue;
    const text = inOrder(origin);
    const annotations = { ...object.metadata.annotations, 'config.kubernetes.io/origin': text };
    object.metadata = { ...object.metadata, annotations };
  }
}

/** The fields in the order in which they are declared, which is not that of their names. */
function inOrder({ path: file, configuredIn, configuredBy }: Origin): string {
  return [
    ...(file === undefined ? [] : [formatYaml({ path: file })]),
    ...(configuredIn === undefined ? [] : [formatYaml({ configuredIn })]),
    ...(configuredBy === undefined ? [] : [formatYaml({ configuredBy })]),
  ].join('');
}
