/** What something had used at one moment. */
export interface Point {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** When it was started, in milliseconds; absent for what is always there. */
  readonly startTime?: number;
  /** CPU time since the start. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** What a node's agent said at one moment: of the node, and of each container by `NAMESPACE/POD` and its name. */
export interface Scrape {
  readonly node: Point | undefined;
  readonly pods: ReadonlyMap<string, ReadonlyMap<string, Point>>;
}

/** A point of which not everything has been read. */
type Part = { -readonly [Field in keyof Point]?: Point[Field] };

/** Which field of a point a metric is, and how it is read. */
const metrics: Readonly<Record<string, (part: Part, value: number, time: number) => void>> = {
  cpu_usage_seconds_total: (part, value, time) => Object.assign(part, { cpuSeconds: value, time }),
  memory_working_set_bytes: (part, value) => Object.assign(part, { memoryBytes: value }),
  start_time_seconds: (part, value) => Object.assign(part, { startTime: value * 1000 }),
};

const samplePattern = /^(node|container)_([a-z_]+)(?:\{([^}]*)\})? (\S+)(?: (\d+))?$/;

/**
 * Reads a kubelet's `/metrics/resource`: Prometheus' text format, of which CPU time, working sets and start times of the
 * node and its containers count. Samples without a time are of `now`; what is not complete is left out.
 */
export function parseScrape(text: string, now: number): Scrape {
  const node: Part = {};
  const pods = new Map<string, Map<string, Part>>();
  for (const line of text.split('\n')) {
    const [, of, metric = '', labelText = '', value, time] = samplePattern.exec(line) ?? [];
    const read = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    if (read === undefined) continue;
    const part = of === 'node' ? node : partOf(pods, labelsOf(labelText));
    read(part, Number(value), time === undefined ? now : Number(time));
  }
  return { node: isWhole(node) ? node : undefined, pods: wholePods(pods) };
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]));
}

function partOf(pods: Map<string, Map<string, Part>>, labels: Record<string, string>): Part {
  const key = `${labels.namespace}/${labels.pod}`;
  const containers = pods.get(key) ?? new Map<string, Part>();
  pods.set(key, containers);
  const part = containers.get(labels.container ?? '') ?? {};
  containers.set(labels.container ?? '', part);
  return part;
}

/** A Pod of which one container is not known is not known. */
function wholePods(pods: ReadonlyMap<string, ReadonlyMap<string, Part>>): Map<string, Map<string, Point>> {
  const whole = new Map<string, Map<string, Point>>();
  for (const [key, containers] of pods) {
    const points = [...containers].flatMap(([name, part]): [string, Point][] => (isWhole(part) ? [[name, part]] : []));
    if (points.length === containers.size) whole.set(key, new Map(points));
  }
  return whole;
}

function isWhole(part: Part): part is Point {
  return part.time !== undefined && Number.isFinite(part.cpuSeconds) && Number.isFinite(part.memoryBytes);
}
