import { describe, expect, it } from 'vitest';
import type { ImageArgs } from '../kustomization.js';
import { changedImage } from './images.js';

const digest = 'sha256:0123';

describe('an image', () => {
  it.each<[string, ImageArgs, string]>([
    ['nginx', { name: 'nginx', newTag: '2' }, 'nginx:2'],
    ['nginx:1', { name: 'nginx', newTag: '2' }, 'nginx:2'],
    [`nginx:1@${digest}`, { name: 'nginx', newTag: '2' }, 'nginx:2'],
    ['nginx:1', { name: 'nginx', digest }, `nginx@${digest}`],
    ['nginx:1', { name: 'nginx', newTag: '2', digest }, `nginx:2@${digest}`],
    ['nginx:1', { name: 'nginx', tagSuffix: '-x' }, 'nginx:1-x'],
    ['nginx:1', { name: 'nginx', newName: 'my/nginx' }, 'my/nginx:1'],
    [`a:5000/b@${digest}`, { name: 'a:5000/b', newName: 'c' }, `c@${digest}`],
    ['a:5000/b', { name: 'a:5000/b', newTag: '1' }, 'a:5000/b:1'],
    ['other', { name: 'nginx', newTag: '2' }, 'other'],
    ['nginx-extra:1', { name: 'nginx', newTag: '2' }, 'nginx-extra:1'],
    ['app-a:1', { name: 'app-.*', newTag: '2' }, 'app-a:2'],
  ])('%s with %j is %s', (image, args, expected) => {
    expect(changedImage(image, args)).toBe(expected);
  });
});
