import { afterEach, beforeEach, describe } from 'vitest';
import { type Capabilities, type Capability, capabilityNames, whyNot } from '../../drivers/capabilities.js';
import { type Bench, createBench, type DriverUnderTest } from './bench.js';
import { daemonTests } from './daemons.js';
import { imageTests } from './images.js';
import { lifecycleTests } from './lifecycle.js';
import { limitTests } from './limits.js';
import { mountTests } from './mounts.js';
import { networkTests } from './network.js';
import { securityTests } from './security.js';
import { streamTests } from './streams.js';
import { userTests } from './users.js';

/** Tests of one thing that drivers do. */
export interface ConformanceGroup {
  name: string;
  /** What a driver has to be able to do for them; every driver does the rest. */
  needs?: Capability;
  /** Declares them; `bench` answers what there is while one of them runs. */
  tests(bench: () => Bench): void;
}

/** Tests that a driver is excused from, by what they need, and why. */
export interface Skip {
  reason: string;
  tests: readonly Capability[];
}

const groups: readonly ConformanceGroup[] = [
  ...[...lifecycleTests, ...daemonTests, ...streamTests, ...imageTests],
  ...[...mountTests, ...userTests, ...securityTests, ...limitTests, ...networkTests],
];

/** What every driver has to do, tried with real programs. What it is excused from is named with the reason. */
export function describeDriver(
  name: string,
  create: () => Promise<DriverUnderTest>,
  { skip }: { skip: readonly Skip[] },
): void {
  describe(`the ${name} driver`, () => {
    for (const { name: group, needs, tests } of groups) {
      const reason = skip.find((each) => needs !== undefined && each.tests.includes(needs))?.reason;
      describe.skipIf(reason !== undefined)(reason === undefined ? group : `${group} (${reason})`, () => {
        let subject: DriverUnderTest;
        let bench: Bench;
        beforeEach(async () => {
          subject = await create();
          bench = await createBench(subject);
        });
        afterEach(() => subject.dispose());
        tests(() => bench);
      });
    }
  });
}

/** What a driver is excused from by what it says that it cannot do here. */
export function skipsOf(capabilities: Capabilities): Skip[] {
  const byReason = new Map<string, Capability[]>();
  for (const name of capabilityNames) {
    const reason = whyNot(capabilities, name);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, tests]) => ({ reason, tests }));
}
