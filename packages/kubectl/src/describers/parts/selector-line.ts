import { type LabelSelector, labelSelectorAsSelector } from '@sampan/api';
import { errorWords } from '../../framework/error-words.js';
import { field } from '../lines.js';

/** The selector of a job, or why it cannot be one. */
export function selectorLine(selector: LabelSelector | undefined): string {
  try {
    return field('Selector', labelSelectorAsSelector(selector));
  } catch (error) {
    return field('Selector', `Failed to get selector: ${errorWords(error)}`);
  }
}
