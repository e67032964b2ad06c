import { isNotFound, type SelfSubjectReview, type UnstructuredObject, type UserInfo } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { printFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { createPrinter } from '../../printers/printer.js';
import { formatTable } from '../../printers/tabwriter.js';

export const whoami = defineCommand({
  name: 'whoami',
  usage: '',
  short: 'Experimental: Check self subject attributes',
  long: 'Ask the server who you are to it: your name, your groups and what else your credentials say.',
  examples: `
# Who am I?
kubectl auth whoami

# As JSON
kubectl auth whoami -o json`,
  flags: printFlags,

  async run({ context, flags }) {
    const review = await readReview(context);
    if (flags.output !== '' || flags.template !== '') {
      const print = await createPrinter(context, flags, { isTyped: true });
      return context.print(await print(review as unknown as UnstructuredObject));
    }
    context.print(formatTable([['ATTRIBUTE', 'VALUE'], ...attributes(review.status?.userInfo ?? {})]));
  },
});

const versions = ['v1', 'v1beta1', 'v1alpha1'];

/** Older servers only know older versions of the review. */
async function readReview(context: Context): Promise<SelfSubjectReview> {
  const client = await context.client();
  for (const version of versions) {
    const apiVersion = `authentication.k8s.io/${version}`;
    const body = { kind: 'SelfSubjectReview', apiVersion, metadata: {} };
    try {
      const path = `/apis/${apiVersion}/selfsubjectreviews`;
      return await client.json<SelfSubjectReview>({ method: 'POST', path, body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw new CommandError(
    'the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API',
  );
}

function attributes({ username, uid, groups = [], extra = {} }: UserInfo): string[][] {
  return [
    ...(username ? [['Username', username]] : []),
    ...(uid ? [['UID', uid]] : []),
    ...(groups.length > 0 ? [['Groups', `[${groups.join(' ')}]`]] : []),
    ...Object.keys(extra)
      .sort()
      .map((key) => [`Extra: ${key}`, `[${extra[key]?.join(' ')}]`]),
  ];
}
