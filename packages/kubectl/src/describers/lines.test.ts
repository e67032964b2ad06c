import { describe, expect, it } from 'vitest';
import { annotationLines, labelLines, listField, shorten } from './lines.js';

describe('lines', () => {
  it('puts labels in order, the first beside the title', () => {
    expect(labelLines('Labels', { b: '2', a: '1' })).toEqual(['Labels:\ta=1', '\tb=2']);
    expect(labelLines('Labels', {})).toEqual(['Labels:\t<none>']);
    expect(listField('Hosts', ['x', 'y'], '  ')).toEqual(['  Hosts:\tx', '  \ty']);
  });

  it('puts long annotations and those of several lines below their keys', () => {
    const long = 'y'.repeat(200);
    expect(annotationLines('Annotations', { a: 'x', b: 'one\ntwo\n', c: long })).toEqual([
      'Annotations:\ta: x',
      '\tb:',
      '\t  one',
      '\t  two',
      '\tc:',
      `\t  ${'y'.repeat(138)}...`,
    ]);
  });

  it('leaves out what apply keeps for itself', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    expect(annotationLines('Annotations', annotations)).toEqual(['Annotations:\t<none>']);
  });

  it('shortens by bytes', () => {
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('abcd', 3)).toBe('abc...');
  });
});
