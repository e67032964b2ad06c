import { flag } from '../../framework/flags.js';
import { jobTemplate } from './create-job.js';
import { defineGenerator } from './generator.js';

export const createCronJob = defineGenerator({
  name: 'cronjob',
  aliases: ['cj'],
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  short: 'Create a cron job with the specified name',
  examples: `
# Every minute
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"

# With a command
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date`,
  flags: {
    image: flag.string('The image to run.', { required: true }),
    restart: flag.string("The pods' restart policy: OnFailure or Never.", { default: '' }),
    schedule: flag.string('When to run, in the notation of cron.', { required: true }),
  },
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  namespaced: true,
  generate: (metadata, { args, flags }) => {
    const restartPolicy = flags.restart || 'OnFailure';
    const { name } = metadata;
    const template = jobTemplate({ name, image: flags.image, command: args.slice(1), restartPolicy });
    return {
      metadata,
      spec: {
        schedule: flags.schedule,
        jobTemplate: { metadata: { name, creationTimestamp: null }, spec: { template } },
      },
      status: {},
    };
  },
});
