import { createAuditLog } from '../../pipeline/audit-log.js';
import { readAuditPolicy } from '../../pipeline/audit-policy.js';
import type { ApiserverOptions, Logger } from '../apiserver-options.js';
import { defineFlags, text } from './define-flags.js';
import { readIfNamed } from './named-file.js';
import { countOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

/** What is written down of who asks for what, and which of it is kept. */
export interface AuditFlags {
  readonly auditLogPath: string | undefined;
  readonly auditPolicyFile: string | undefined;
  /** Megabytes. */
  readonly auditLogMaxsize: number;
  readonly auditLogMaxbackup: number;
  /** Days. */
  readonly auditLogMaxage: number;
}

export const audit = defineFlags({
  options: {
    'audit-log-maxage': text,
    'audit-log-maxbackup': text,
    'audit-log-maxsize': text,
    'audit-log-path': text,
    'audit-policy-file': text,
  },
  usage: `
  --audit-log-path FILE                 an audit log; - is standard output
  --audit-policy-file FILE              how much is written there of which requests; without it, who asked for what
  --audit-log-maxsize MEGABYTES (100)   how large it gets before a new file is begun; 0: without end
  --audit-log-maxbackup N (10), --audit-log-maxage DAYS (0)
                                        which full files are kept; 0: all of them`,
  read: (values): AuditFlags => ({
    auditLogPath: values['audit-log-path'],
    auditPolicyFile: values['audit-policy-file'],
    auditLogMaxsize: countOf('audit-log-maxsize', values['audit-log-maxsize'] ?? '100'),
    auditLogMaxbackup: countOf('audit-log-maxbackup', values['audit-log-maxbackup'] ?? '10'),
    auditLogMaxage: countOf('audit-log-maxage', values['audit-log-maxage'] ?? '0'),
  }),
  async configure(flags, logger) {
    const policy = await readIfNamed('audit-policy-file', flags.auditPolicyFile);
    return withoutUndefined({
      auditPolicy: policy === undefined ? undefined : readAuditPolicy(policy),
      audit: auditLogOf(flags, logger),
    });
  },
});

function auditLogOf(flags: AuditFlags, logger: Logger): ApiserverOptions['audit'] | undefined {
  const { auditLogPath: path, auditLogMaxsize, auditLogMaxbackup, auditLogMaxage } = flags;
  if (path === undefined) return undefined;
  if (path === '-') return (line) => process.stdout.write(line);
  const { write } = createAuditLog({
    path,
    maxBytes: auditLogMaxsize * 1024 * 1024,
    maxBackups: auditLogMaxbackup,
    maxAgeDays: auditLogMaxage,
    now: Date.now,
    onError: (error) => logger.error('audit log', error),
  });
  return write;
}
