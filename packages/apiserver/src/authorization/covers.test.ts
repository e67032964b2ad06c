import type { PolicyRule } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { compactRules, describeRule, uncoveredRules } from './covers.js';

const rule = (verbs: string, resources: string, names?: string): PolicyRule => ({
  apiGroups: [''],
  resources: resources.split(','),
  verbs: verbs.split(','),
  ...(names === undefined ? {} : { resourceNames: names.split(',') }),
});

describe('rules that are held', () => {
  it.each<[string, PolicyRule[], PolicyRule[], string[]]>([
    ['cover themselves', [rule('get,list', 'pods')], [rule('get', 'pods')], []],
    ['cover in parts', [rule('get', 'pods'), rule('list', 'pods')], [rule('get,list', 'pods')], []],
    ['cover names', [rule('get', 'pods')], [rule('get', 'pods', 'a')], []],
    [
      'of a name cover no others',
      [rule('get', 'pods', 'a')],
      [rule('get', 'pods')],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}'],
    ],
    ['cover everything by a star', [rule('*', '*')], [rule('get,delete', 'pods,pods/exec')], []],
    ['cover a subresource of anything', [rule('get', '*/scale')], [rule('get', 'deployments/scale')], []],
    [
      'do not cover the rest',
      [rule('get', 'pods')],
      [rule('get,list,watch', 'pods')],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}'],
    ],
    [
      'cover paths by their beginning',
      [{ nonResourceURLs: ['/api/*'], verbs: ['get'] }],
      [{ nonResourceURLs: ['/api/v1', '/metrics'], verbs: ['get'] }],
      ['{NonResourceURLs:["/metrics"], Verbs:["get"]}'],
    ],
  ])('%s', (_case, held, wanted, missing) => {
    expect(compactRules(uncoveredRules(held, wanted)).map(describeRule)).toEqual(missing);
  });
});
