import { controllerOf, type Pod } from '@sampan/api';

/** What the flags of drain allow. */
export interface DrainRules {
  force: boolean;
  ignoreDaemonsets: boolean;
  deleteEmptydirData: boolean;
  /** Seconds; 0 waits for all pods. */
  skipWaitForDeleteTimeout: number;
}

/** What becomes of one pod: it goes, with a warning or without, it stays, or it is in the way. */
export type Verdict =
  | { pod: Pod; fate: 'evict' | 'keep'; warning?: string }
  | { pod: Pod; fate: 'block'; reason: string };

type Filter = (pod: Pod, rules: DrainRules, now: number) => Omit<Verdict, 'pod'> | undefined;

/** Judges a pod by each rule in turn; the first that does not let it go decides. `now` is in milliseconds. */
export function judgePod(pod: Pod, rules: DrainRules, now: number): Verdict {
  let warning: string | undefined;
  for (const filter of filters) {
    const verdict = filter(pod, rules, now);
    if (verdict === undefined) continue;
    if (verdict.fate !== 'evict') return { pod, ...verdict } as Verdict;
    warning = (verdict as { warning?: string }).warning;
  }
  return { pod, fate: 'evict', ...(warning !== undefined && { warning }) };
}

const alreadyEnding: Filter = ({ metadata }, { skipWaitForDeleteTimeout: seconds }, now) => {
  const { deletionTimestamp } = metadata;
  if (seconds <= 0 || deletionTimestamp === undefined) return undefined;
  return now - Date.parse(deletionTimestamp) > seconds * 1000 ? { fate: 'keep' } : undefined;
};

const ofDaemonSet: Filter = (pod, { ignoreDaemonsets }) => {
  if (controllerOf(pod)?.kind !== 'DaemonSet' || hasEnded(pod)) return undefined;
  return ignoreDaemonsets
    ? { fate: 'keep', warning: 'ignoring DaemonSet-managed Pods' }
    : { fate: 'block', reason: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
};

const ofNodeItself: Filter = ({ metadata }) =>
  metadata.annotations?.['kubernetes.io/config.mirror'] === undefined ? undefined : { fate: 'keep' };

const withLocalData: Filter = (pod, { deleteEmptydirData }) => {
  if (!pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) || hasEnded(pod)) return undefined;
  return deleteEmptydirData
    ? { fate: 'evict', warning: 'deleting Pods with local storage' }
    : { fate: 'block', reason: 'Pods with local storage (use --delete-emptydir-data to override)' };
};

const withoutController: Filter = (pod, { force }) => {
  if (hasEnded(pod) || controllerOf(pod) !== undefined) return undefined;
  return force
    ? { fate: 'evict', warning: 'deleting Pods that declare no controller' }
    : { fate: 'block', reason: 'cannot delete Pods that declare no controller (use --force to override)' };
};

const filters: readonly Filter[] = [alreadyEnding, ofDaemonSet, ofNodeItself, withLocalData, withoutController];

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** `cannot delete WHY: ns/pod, ns/pod` for each reason. */
export function blockTexts(verdicts: readonly Verdict[]): string[] {
  return grouped(verdicts, (verdict) => (verdict.fate === 'block' ? verdict.reason : undefined)).map(
    (text) => `cannot delete ${text}`,
  );
}

/** `WHAT: ns/pod, ns/pod; …`; empty without warnings. */
export function warningText(verdicts: readonly Verdict[]): string {
  return grouped(verdicts, (verdict) => (verdict.fate === 'block' ? undefined : verdict.warning)).join('; ');
}

function grouped(verdicts: readonly Verdict[], textOf: (verdict: Verdict) => string | undefined): string[] {
  const groups = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const text = textOf(verdict);
    if (text === undefined) continue;
    const { namespace, name } = verdict.pod.metadata;
    groups.set(text, [...(groups.get(text) ?? []), `${namespace}/${name}`]);
  }
  return [...groups].map(([text, pods]) => `${text}: ${pods.join(', ')}`);
}
