import { defineCommand, entry } from '../../framework/command.js';

export const set = defineCommand({
  name: 'set',
  usage: 'SUBCOMMAND',
  short: 'Set specific features on objects',
  long: 'Change single features of objects that exist.',
  flags: {},
  commands: [
    entry('env', () => import('./set-env.js').then((m) => m.setEnv)),
    entry('image', () => import('./set-image.js').then((m) => m.setImage)),
    entry('resources', () => import('./set-resources.js').then((m) => m.setResources)),
    entry('selector', () => import('./set-selector.js').then((m) => m.setSelector)),
    entry('serviceaccount', () => import('./set-serviceaccount.js').then((m) => m.setServiceAccount), ['sa']),
    entry('subject', () => import('./set-subject.js').then((m) => m.setSubject)),
  ],
});
