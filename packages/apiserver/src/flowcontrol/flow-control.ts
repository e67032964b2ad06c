import {
  type Clock,
  type FlowSchema,
  type PriorityLevelConfiguration,
  type PriorityLevelConfigurationSpec,
  tooManyRequests,
} from '@sampan/api';
import type { User } from '../authentication/user.js';
import { isLongRunning } from '../pipeline/in-flight.js';
import type { RequestInfo } from '../pipeline/request-info.js';
import { mandatoryLevels, mandatorySchemas } from '../resources/flowcontrol/mandatory.js';
import { bySchemaOrder, type CompiledSchema, compileSchema } from './flow-schema.js';
import { PriorityLevel, type RejectReason, type WaitingRequest } from './priority-level.js';
import { currentLimits, nominalLimits, smoothDemand } from './seat-limits.js';
import { createTurns } from './turns.js';

/** How often seats are lent anew, in milliseconds. */
const adjustment = 10_000;

/** How long a request may wait, in milliseconds: a quarter of kube-apiserver's `--request-timeout`. */
const patience = 15_000;

/** How many objects a list reads for one seat, and how many seats it takes at most. */
const objectsPerSeat = 100;
const mostSeats = 10;

/** A request that is let in. */
export interface Admitted {
  /** The uids of the schema that it belongs to, and of the level. */
  readonly schema: string;
  readonly level: string;
  /** To be called once, when it has been served. */
  leave(): void;
}

/** How often something happened to requests of one schema. */
export interface FlowCount {
  readonly labels: Readonly<Record<string, string>>;
  count: number;
}

/** Priority and fairness (KEP-1040): who is served when not everybody can be. */
export interface FlowControl {
  /** Takes what is configured from now on. */
  configure(schemas: readonly FlowSchema[], levels: readonly PriorityLevelConfiguration[]): void;
  /**
   * Lets a request in, at once or when it is its turn; rejects with 429 where too many wait already, or it waits too long.
   * `onClose` says how to hear of a client that goes meanwhile.
   */
  enter(user: User, info: RequestInfo, onClose: OnClose): Admitted | Promise<Admitted>;
  levels(): Iterable<PriorityLevel>;
  dispatched(): Iterable<FlowCount>;
  rejected(): Iterable<FlowCount>;
}

/** How to hear of a client that has gone, or was answered. */
type OnClose = (callback: () => void) => void;

/** A request that is limited. */
interface Request {
  readonly level: PriorityLevel;
  /** Of its schema. */
  readonly name: string;
  readonly uids: Pick<Admitted, 'schema' | 'level'>;
  readonly seats: number;
}

const catchAll = 'catch-all';

export interface FlowControlOptions {
  readonly clock: Clock;
  /** How many seats there are. */
  readonly serverLimit: number;
  /** How many objects a list would read. */
  countOf(info: RequestInfo): number;
}

export function createFlowControl({ clock, serverLimit, countOf }: FlowControlOptions): FlowControl {
  const levels = new Map<string, PriorityLevel>();
  /** Levels that are gone, while somebody waits there. */
  const ending = new Set<PriorityLevel>();
  const [dispatched, rejected] = [new Map<string, FlowCount>(), new Map<string, FlowCount>()];
  const counts = { dispatched: counter(dispatched), rejected: counter(rejected) };
  const turns = createTurns(dispatch);
  /** What the level had been given that was served last. */
  let served = 0;
  let schemas: CompiledSchema[] = [];
  let adjusted = clock.now();

  function configure(schemaObjects: readonly FlowSchema[], levelObjects: readonly PriorityLevelConfiguration[]): void {
    const named = new Map(levelObjects.map((object) => [object.metadata.name ?? '', object]));
    for (const [name, spec] of Object.entries(mandatoryLevels)) {
      if (!named.has(name)) named.set(name, { metadata: { name }, spec } as PriorityLevelConfiguration);
    }
    for (const [name, level] of levels) {
      if (named.has(name)) continue;
      levels.delete(name);
      if (level.waiting > 0) ending.add(level);
    }
    for (const [name, object] of named) {
      const level = levels.get(name) ?? new PriorityLevel(name, clock.now());
      level.configure(object);
      levels.set(name, level);
    }
    schemas = withMandatory(schemaObjects)
      .map(compileSchema)
      .filter(({ level }) => levels.has(level))
      .sort(bySchemaOrder);
    limitSeats();
    dispatch();
  }

  /** What levels have by their shares, and by what was wanted lately. */
  function limitSeats(): void {
    const specs = new Map<string, PriorityLevelConfigurationSpec>([...levels].map(([name, { spec }]) => [name, spec]));
    const nominal = nominalLimits(specs, serverLimit);
    const now = clock.now();
    const limited = [...levels.values()].filter((level) => !level.isExempt);
    const demands = limited.map((level) => {
      const demand = level.demand(now);
      level.limits = nominal.get(level.name) ?? level.limits;
      level.smooth = smoothDemand(level.smooth, demand);
      return { name: level.name, limits: level.limits, highest: demand.highest, smooth: level.smooth };
    });
    const current = currentLimits(demands, serverLimit);
    for (const level of limited) level.seats = current.get(level.name) ?? level.seats;
    adjusted = now;
  }

  function enter(user: User, info: RequestInfo, onClose: OnClose): Admitted | Promise<Admitted> {
    const schema = schemas.find((candidate) => candidate.matches(user, info));
    const level = levels.get(schema?.level ?? catchAll) as PriorityLevel;
    const name = schema?.name ?? catchAll;
    const uids = { schema: schema?.uid ?? '', level: level.uid };
    // A connection to somebody else takes nothing of this server.
    if (level.isExempt || (isLongRunning(info) && info.verb !== 'watch')) {
      counts.dispatched({ flow_schema: name, priority_level: level.name });
      return { ...uids, leave: () => undefined };
    }
    if (clock.now() - adjusted >= adjustment) limitSeats();
    const request = { level, name, uids, seats: seatsOf(info) };
    const isNext = level.waiting === 0 && level.hasRoom(request.seats);
    if (isNext && (level.queues === undefined || !turns.isSpent())) return begin(request);
    return wait(request, `${name} ${schema?.distinguisher(user, info) ?? ''}`, onClose);
  }

  function wait(request: Request, flow: string, onClose: OnClose): Promise<Admitted> {
    const { level, seats } = request;
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const settle = (): void => {
        isWaiting = false;
        timer.cancel();
      };
      const waiting: WaitingRequest = {
        ...{ flow, seats },
        start: () => {
          settle();
          resolve(begin(request));
        },
        reject: (reason) => {
          settle();
          reject(refuse(request, reason));
        },
      };
      const giveUp = (reason: RejectReason): void => {
        if (!isWaiting) return;
        level.dequeue(waiting, false);
        level.measure(clock.now());
        waiting.reject(reason);
      };
      const timer = clock.setTimeout(() => giveUp('time-out'), patience);
      // Who did not want anything for a while has not saved it up.
      if (level.waiting === 0) level.given = Math.max(level.given, served);
      if (!level.enqueue(waiting)) {
        waiting.reject(level.queues === undefined ? 'concurrency-limit' : 'queue-full');
        return;
      }
      level.measure(clock.now());
      onClose(() => giveUp('cancelled'));
    });
  }

  function begin({ level, name, uids, seats }: Request): Admitted {
    level.begin(seats);
    level.measure(clock.now());
    turns.spend(seats);
    counts.dispatched({ flow_schema: name, priority_level: level.name });
    return {
      ...uids,
      leave: () => {
        level.end(seats);
        level.measure(clock.now());
        if (level.waiting > 0) dispatch();
      },
    };
  }

  /** Begins what waits, as far as there are seats and this turn lasts. */
  function dispatch(): void {
    while (!turns.isSpent()) {
      const level = nextLevel();
      const request = level?.queues?.next();
      if (level === undefined || request === undefined) return;
      served = level.given;
      level.dequeue(request, true);
      if (level.waiting === 0) ending.delete(level);
      request.start();
    }
  }

  /** Of the levels where somebody waits and there are seats, the one that was given least of what it may have. */
  function nextLevel(): PriorityLevel | undefined {
    let next: PriorityLevel | undefined;
    for (const level of [...levels.values(), ...ending]) {
      const request = level.queues?.next();
      if (request === undefined || !level.hasRoom(request.seats)) continue;
      if (next === undefined || level.given < next.given) next = level;
    }
    return next;
  }

  function seatsOf(info: RequestInfo): number {
    if (info.verb !== 'list') return 1;
    return Math.min(mostSeats, Math.max(1, Math.ceil(countOf(info) / objectsPerSeat)));
  }

  function refuse({ level, name }: Request, reason: RejectReason): Error {
    counts.rejected({ flow_schema: name, priority_level: level.name, reason });
    return tooManyRequests('Too many requests, please try again later.');
  }

  configure([], []);
  return {
    ...{ configure, enter },
    levels: () => levels.values(),
    dispatched: () => dispatched.values(),
    rejected: () => rejected.values(),
  };
}

function withMandatory(schemas: readonly FlowSchema[]): FlowSchema[] {
  const names = new Set(schemas.map(({ metadata }) => metadata.name));
  const missing = Object.entries(mandatorySchemas).filter(([name]) => !names.has(name));
  return [...schemas, ...missing.map(([name, spec]) => ({ metadata: { name }, spec }) as FlowSchema)];
}

function counter(counts: Map<string, FlowCount>): (labels: Record<string, string>) => void {
  return (labels) => {
    const key = Object.values(labels).join(' ');
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, count: 1 });
    else known.count++;
  };
}
