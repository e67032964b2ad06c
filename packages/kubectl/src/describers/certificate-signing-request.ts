import {
  type CertificateRequest,
  type CertificateSigningRequest,
  formatLabels,
  humanDuration,
  readCertificateRequest,
} from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import { defineDescriber } from './describer.js';
import { field, optionalField } from './lines.js';
import { formatTime } from './values.js';

export const certificateSigningRequestDescriber = defineDescriber<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  kind: 'CertificateSigningRequest',
  async describe(object, context) {
    const { metadata, spec } = object;
    const { expirationSeconds } = spec;
    return [
      field('Name', metadata.name),
      field('Labels', formatLabels(metadata.labels)),
      field('Annotations', formatLabels(metadata.annotations)),
      field('CreationTimestamp', formatTime(metadata.creationTimestamp)),
      field('Requesting User', spec.username ?? ''),
      ...optionalField('Signer', spec.signerName),
      ...(expirationSeconds === undefined
        ? []
        : [field('Requested Duration', humanDuration(expirationSeconds * 1000))]),
      field('Status', statusText(object)),
      ...requestLines(readRequest(spec.request)),
      ...(await context.eventLines(object)),
    ];
  },
});

function statusText({ status }: CertificateSigningRequest): string {
  const has = (type: string) => status?.conditions?.some((condition) => condition.type === type);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

/** The request inside the PEM text. */
function readRequest(request: string): CertificateRequest {
  try {
    return readCertificateRequest(request);
  } catch (error) {
    throw new CommandError(`Error parsing CSR: ${errorWords(error)}`);
  }
}

function requestLines({ subject, dnsNames, emailAddresses, uris, ipAddresses }: CertificateRequest): string[] {
  const names = [
    ...nested('DNS Names', dnsNames),
    ...nested('Email Addresses', emailAddresses),
    ...nested('URIs', uris),
    ...nested('IP Addresses', ipAddresses),
  ];
  return [
    'Subject:',
    `\tCommon Name:\t${subject.commonName.at(-1) ?? ''}`,
    `\tSerial Number:\t${subject.serialNumber.at(-1) ?? ''}`,
    ...nested('Organization', subject.organization),
    ...nested('Organizational Unit', subject.organizationalUnit),
    ...nested('Country', subject.country),
    ...nested('Locality', subject.locality),
    ...nested('Province', subject.province),
    ...nested('StreetAddress', subject.streetAddress),
    ...nested('PostalCode', subject.postalCode),
    ...(names.length === 0 ? [] : ['Subject Alternative Names:', ...names]),
  ];
}

/** The first value beside the label; kubectl puts the others one column further left. */
function nested(label: string, values: readonly string[]): string[] {
  return values.map((value, at) => (at === 0 ? `\t${label}:\t${value}` : `\t\t${value}`));
}
