import { X509Certificate } from 'node:crypto';
import {
  type CertificateSigningRequest,
  type CertificateSigningRequestCondition,
  decodeBase64,
  deepEqual,
  type FieldError,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  readCertificateRequest,
} from '@sampan/api';
import type { FieldChecks, Place } from '@sampan/api/schemas';
import { legacySigner } from './signers.js';

const usages = [
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment'],
  ...['decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel'],
  ...['ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime'],
  ...['server auth', 'signing', 'timestamping'],
];
const shortest = 600;
const longestDomain = 253;
const longestSigner = longestDomain + 1 + (253 + 63 + 1);

export const requestChecks: FieldChecks = {
  'spec.request': validateRequest,
  'spec.usages': validateUsages,
  'spec.signerName': (name: string, { path }) => validateSignerName(path, name),
  'spec.expirationSeconds': (seconds: number | undefined, { path }) =>
    seconds === undefined || seconds >= shortest
      ? []
      : [field.invalid(path, seconds, 'may not specify a duration less than 600 seconds (10 minutes)')],
  'status.conditions': (conditions: CertificateSigningRequestCondition[] | undefined) => validateConditions(conditions),
  'status.certificate': validateCertificate,
};

/** Who signs for everything is for clients of the first version alone. */
export function validateSigner(signerName: string, apiVersion: string): FieldError[] {
  if (signerName !== legacySigner || apiVersion === 'certificates.k8s.io/v1beta1') return [];
  const detail = 'the legacy signerName is not allowed via this API version';
  return [field.invalid('spec.signerName', signerName, detail)];
}

const decisions = ['Approved', 'Denied'];

/** What was decided stays so; only `approval` decides, and only `status` has a certificate, once. */
export function validateTransition(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
  subresource: string,
): FieldError[] {
  // The rules of the status run where the status is written.
  const errors = subresource === 'approval' ? validateConditions(request.status?.conditions) : [];
  const conditions = (of: CertificateSigningRequest, type: string) =>
    (of.status?.conditions ?? []).filter((condition) => condition.type === type);
  const refuse = (what: string, type: string) =>
    errors.push(field.forbidden('status.conditions', `updates may not ${what} a condition of type "${type}"`));
  for (const type of [...decisions, 'Failed']) {
    if (conditions(request, type).length < conditions(old, type).length) refuse('remove', type);
  }
  for (const type of subresource === 'approval' ? [] : decisions) {
    const [now, before] = [conditions(request, type), conditions(old, type)];
    if (now.length > before.length) refuse('add', type);
    else if (now.length === before.length && !deepEqual(now, before)) refuse('modify', type);
  }
  const [now = '', before = ''] = [request.status?.certificate, old.status?.certificate];
  if (now === before) return errors;
  if (subresource !== 'status') {
    errors.push(field.forbidden('status.certificate', 'updates may not set certificate content'));
  } else if (before !== '') {
    errors.push(field.forbidden('status.certificate', 'updates may not modify existing certificate content'));
  }
  return errors;
}

function validateRequest(request: string | undefined, { path }: Place): FieldError[] {
  try {
    readCertificateRequest(request ?? '');
    return [];
  } catch (error) {
    return [field.invalid(path, request ?? '', (error as Error).message)];
  }
}

function validateUsages(named: string[] = [], { path }: Place): FieldError[] {
  if (named.length === 0) return [field.required(path)];
  const at = (index: number) => `${path}[${index}]`;
  return [
    ...named.flatMap((usage, index) => (usages.includes(usage) ? [] : [field.notSupported(at(index), usage, usages)])),
    ...named.flatMap((usage, index) => (named.indexOf(usage) < index ? [field.duplicate(at(index), usage)] : [])),
  ];
}

function validateSignerName(path: string, name: string | undefined): FieldError[] {
  if (!name) return [field.required(path)];
  const [domain = '', rest = '', ...more] = name.split('/');
  if (more.length > 0 || !name.includes('/')) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [field.invalid(path, name, detail)];
  }
  const labels = domain.split('.');
  const wrong = (segment: string, label: string) => (message: string) =>
    field.invalid(path, segment, `validating label "${label}": ${message}`);
  return [
    ...(domain.length > longestDomain ? [field.tooLong(path, longestDomain)] : []),
    ...labels.flatMap((label) => isDns1123Label(label).map(wrong(domain, label))),
    ...(labels.length < 2
      ? [field.invalid(path, domain, 'should be a domain with at least two segments separated by dots')]
      : []),
    ...rest.split('.').flatMap((label) => isDns1123Subdomain(label).map(wrong(rest, label))),
    ...(name.length > longestSigner ? [field.tooLong(path, longestSigner)] : []),
  ];
}

function validateConditions(conditions: CertificateSigningRequestCondition[] = []): FieldError[] {
  const errors: FieldError[] = [];
  const seen: string[] = [];
  for (const [index, { type, status }] of conditions.entries()) {
    const at = `status.conditions[${index}]`;
    if (!type) errors.push(field.required(`${at}.type`));
    errors.push(...validateConditionStatus(`${at}.status`, type, status));
    if (seen.includes(type)) errors.push(field.duplicate(`${at}.type`, type));
    if (decisions.includes(type) && seen.some((other) => other !== type && decisions.includes(other))) {
      errors.push(field.invalid(`${at}.type`, type, 'Approved and Denied conditions are mutually exclusive'));
    }
    seen.push(type);
  }
  return errors;
}

function validateConditionStatus(path: string, type: string, status: string): FieldError[] {
  if (!status) return [field.required(path)];
  const allowed = [...decisions, 'Failed'].includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
  return allowed.includes(status) ? [] : [field.notSupported(path, status, allowed)];
}

/** PEM blocks of certificates, and nothing else. */
function validateCertificate(certificate: string | undefined, { path }: Place): FieldError[] {
  if (!certificate) return [];
  const problem = certificateProblem(new TextDecoder().decode(decodeBase64(certificate)));
  return problem === undefined ? [] : [field.invalid(path, '<certificate data>', problem)];
}

function certificateProblem(text: string): string | undefined {
  const blocks = [...text.matchAll(/-----BEGIN ([^-]+)-----\n([\s\S]*?)-----END \1-----/g)];
  for (const [block, type = '', body = ''] of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found "${type}"`;
    if (body.includes(':')) return 'no PEM block headers are permitted';
    try {
      new X509Certificate(block);
    } catch {
      return 'x509: malformed certificate';
    }
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}
