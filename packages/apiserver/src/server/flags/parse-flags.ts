import { parseArgs } from 'node:util';
import { flagErrorText } from '@sampan/api';
import type { ApiserverOptions, Logger } from '../apiserver-options.js';
import { type AddressFlags, addresses } from './addresses.js';
import { type AdmissionFlags, admission } from './admission.js';
import { type AgentFlags, agents } from './agents.js';
import { type AuditFlags, audit } from './audit.js';
import { authorization } from './authorization.js';
import type { AuthorizationFlags } from './authorization-modes.js';
import { type ClientFlags, clients } from './clients.js';
import type { FlagOptions, SubjectFlags } from './define-flags.js';
import { type IssuerFlags, issuers } from './issuers.js';
import { type LimitFlags, limits } from './limits.js';
import { type ProxyFlags, proxies } from './proxies.js';
import { type ServingFlags, serving } from './serving.js';
import { type StorageFlags, storage } from './storage.js';
import { requireCertificate, type TlsFlags, tls } from './tls.js';
import { type TokenWebhookFlags, tokenWebhook } from './token-webhook.js';
import { type TokenFlags, tokens } from './tokens.js';
import { UsageError } from './usage-error.js';
import { type VersionFlags, versions } from './versions.js';

/** What the command line says, by kube-apiserver's names. */
export interface Flags
  extends ServingFlags,
    StorageFlags,
    TlsFlags,
    ClientFlags,
    IssuerFlags,
    TokenWebhookFlags,
    AuthorizationFlags,
    TokenFlags,
    AddressFlags,
    AgentFlags,
    ProxyFlags,
    LimitFlags,
    AdmissionFlags,
    VersionFlags,
    AuditFlags {
  readonly help: boolean;
}

/** In the order in which `--help` speaks of them. */
const subjects: readonly SubjectFlags<FlagOptions, object>[] = [
  serving,
  storage,
  tls,
  clients,
  issuers,
  tokenWebhook,
  authorization,
  tokens,
  addresses,
  agents,
  proxies,
  limits,
  admission,
  versions,
  audit,
];

const options = {
  ...(Object.assign({}, ...subjects.map((subject) => subject.options)) as FlagOptions),
  help: { type: 'boolean', short: 'h' },
} as const;

/** What the server knows of kube-apiserver's flags, and its own. */
export const flagNames = Object.keys(options);

export const usage = `Usage: sampan-apiserver [flags]
${subjects.map((subject) => subject.usage).join('')}
`;

/** Reads the command line. Throws {@link UsageError}. */
export function parseFlags(args: readonly string[]): Flags {
  const { help = false, ...values } = parse(args);
  const flags = Object.assign({ help }, ...subjects.map((subject) => subject.read(values))) as Flags;
  requireCertificate(flags);
  return flags;
}

/** What the server is set up with by all flags but those of its store. Rejects with {@link UsageError}. */
export async function configure(flags: Flags, logger: Logger): Promise<ApiserverOptions> {
  const configured: ApiserverOptions[] = [];
  for (const subject of subjects) configured.push((await subject.configure?.(flags, logger)) ?? {});
  return Object.assign({}, ...configured);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(flagErrorText(error) ?? (error as Error).message);
  }
}
