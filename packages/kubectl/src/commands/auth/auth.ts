import { defineCommand, entry } from '../../framework/command.js';

export const auth = defineCommand({
  name: 'auth',
  usage: '[flags]',
  short: 'Inspect authorization',
  long: 'Find out who you are and what you may do, and bring roles and bindings up to date.',
  flags: {},
  commands: [
    entry('can-i', () => import('./can-i.js').then((m) => m.canI)),
    entry('reconcile', () => import('./reconcile.js').then((m) => m.reconcile)),
    entry('whoami', () => import('./whoami.js').then((m) => m.whoami)),
  ],
});
