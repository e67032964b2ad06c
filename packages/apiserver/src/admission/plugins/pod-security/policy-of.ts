import { type FieldError, field } from '@sampan/api';

type Level = 'privileged' | 'baseline' | 'restricted';
type Mode = 'enforce' | 'audit' | 'warn';

/** A level as it was in a version of Kubernetes. */
export interface LevelAndVersion {
  readonly level: Level;
  /** The minor version; infinite: the latest. */
  readonly minor: number;
}

const prefix = 'pod-security.kubernetes.io/';
const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];

type Labels = Readonly<Record<string, string>> | undefined;

/** What the labels of a namespace ask for; a level that nobody knows is the strictest where it is enforced, or none. */
export function policyOf(labels: Labels, mode: Mode): LevelAndVersion {
  const level = labels?.[prefix + mode] ?? 'privileged';
  const minor = minorOf(labels?.[`${prefix}${mode}-version`] ?? 'latest') ?? Number.POSITIVE_INFINITY;
  const unknown = mode === 'enforce' ? 'restricted' : 'privileged';
  return { level: levels.includes(level) ? (level as Level) : unknown, minor };
}

/** `restricted:latest`, `baseline:v1.30`. */
export function policyText({ level, minor }: LevelAndVersion): string {
  return `${level}:${minor === Number.POSITIVE_INFINITY ? 'latest' : `v1.${minor}`}`;
}

/** What is wrong with the labels of a namespace. */
export function labelErrors(labels: Labels): FieldError[] {
  return (['enforce', 'audit', 'warn'] as const).flatMap((mode) => {
    const [level, version] = [labels?.[prefix + mode], labels?.[`${prefix}${mode}-version`]];
    const path = (name: string) => `metadata.labels[${prefix}${name}]`;
    return [
      ...(level === undefined || levels.includes(level)
        ? []
        : [field.invalid(path(mode), level, `must be one of ${levels.join(', ')}`)]),
      ...(version === undefined || minorOf(version) !== undefined
        ? []
        : [field.invalid(path(`${mode}-version`), version, 'must be "latest" or "v1.x"')]),
    ];
  });
}

function minorOf(version: string): number | undefined {
  if (version === 'latest') return Number.POSITIVE_INFINITY;
  const match = /^v1\.(0|[1-9]\d*)$/.exec(version);
  return match === null ? undefined : Number(match[1]);
}
