import type { UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';
import { parseLabelPairs } from '../../framework/label-pairs.js';
import { parseWholeNumber } from '../../framework/whole-number.js';

/** What `kubectl run` is told of the pod. */
export interface PodPlan {
  name: string;
  image: string;
  /** What stands after the name: arguments, or with `command` the whole command. */
  args: readonly string[];
  command: boolean;
  env: readonly string[];
  port: string;
  labels: string;
  annotations: readonly string[];
  restart: string;
  imagePullPolicy: string;
  privileged: boolean;
  stdin: boolean;
  tty: boolean;
  leaveStdinOpen: boolean;
}

/** A pod with one container, its fields in the order of the type. */
export function podOfFlags(plan: PodPlan): UnstructuredObject {
  const { name, args } = plan;
  const env = plan.env.map(parseVariable);
  const annotations = Object.fromEntries(plan.annotations.map(parseAnnotation));
  const container = {
    name,
    image: plan.image,
    ...(args.length > 0 && (plan.command ? { command: args } : { args })),
    ...(plan.port !== '' && { ports: [{ containerPort: parseWholeNumber(plan.port) }] }),
    ...(env.length > 0 && { env }),
    resources: {},
    ...(plan.imagePullPolicy !== '' && { imagePullPolicy: plan.imagePullPolicy }),
    ...(plan.privileged && { securityContext: { privileged: true } }),
    ...(plan.stdin && { stdin: true }),
    ...(plan.stdin && !plan.leaveStdinOpen && { stdinOnce: true }),
    ...(plan.tty && { tty: true }),
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      creationTimestamp: null as never,
      labels: podLabels(plan),
      ...(plan.annotations.length > 0 && { annotations }),
    },
    spec: { containers: [container], restartPolicy: plan.restart || 'Always', dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

/** The labels of the pod, which the service of `--expose` selects by. */
export function podLabels({ name, labels }: Pick<PodPlan, 'name' | 'labels'>): Record<string, string> {
  return labels === '' ? { run: name } : parseLabelPairs(labels);
}

function parseVariable(text: string): { name: string; value?: string } {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  if (equals < 1 || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new CommandError(`invalid env: ${text}`);
  const value = text.slice(equals + 1);
  return { name, ...(value !== '' && { value }) };
}

function parseAnnotation(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandError(`invalid annotations format: ${text}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

const reference =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** Throws unless `image` can name an image, with `problem` before it. */
export function checkImage(image: string, problem = 'Invalid image name', container = ''): void {
  if (reference.test(image)) return;
  const where = container === '' ? '' : ` for container ${JSON.stringify(container)}`;
  throw new CommandError(`${problem} ${JSON.stringify(image)}${where}: invalid reference format`);
}
