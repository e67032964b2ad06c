import { readFile } from 'node:fs/promises';
import { aggregateMessage, fieldErrorMessage, systemErrorText } from '@sampan/api';
import { parseDocument } from 'yaml';
import type { SchedulerConfiguration } from './configuration.js';
import { decodeConfiguration } from './decode-configuration.js';
import { withDefaults } from './default-configuration.js';
import { validateConfiguration } from './validate-configuration.js';

/** The KubeSchedulerConfiguration in a file, whole and right. Throws what is wrong with it, in kube-scheduler's words. */
export async function loadConfiguration(file: string): Promise<Required<SchedulerConfiguration>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(systemErrorText(cause, file) ?? `${file} cannot be read`, { cause });
  });
  return parseConfiguration(text);
}

export function parseConfiguration(text: string): Required<SchedulerConfiguration> {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Error(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
  }
  const configuration = withDefaults(decodeConfiguration(document.toJS()));
  const problems = validateConfiguration(configuration).map(fieldErrorMessage);
  if (problems.length > 0) throw new Error(aggregateMessage(problems));
  return configuration;
}
