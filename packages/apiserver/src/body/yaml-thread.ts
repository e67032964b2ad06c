import { Worker } from 'node:worker_threads';
import type { YamlReply } from './yaml-worker.js';

interface Job {
  readonly text: string;
  readonly answer: (reply: YamlReply) => void;
}

/** What reading a text may take: far more than an honest one needs, in milliseconds for each and for each character. */
const patience = { base: 5_000, perCharacter: 0.03 };
/** An idle thread is ended after so many milliseconds. */
const idleTime = 30_000;
/** Aliases and tiny values make much of little: what a thread may take for it, in MiB. */
const resourceLimits = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 };

/**
 * Reads YAML in a thread, one text after the other:
 *
 *     idle ──text──▶ reading ──reply──▶ idle ──30 s──▶ ended
 *                       └──time is up, out of memory──▶ ended: the text is refused, the next one gets a new thread
 *
 * A parser of YAML can be made to run for minutes by a few hundred bytes, and a thread is what can be stopped.
 */
class YamlThread {
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #reading: Job | undefined;
  #timer: NodeJS.Timeout | undefined;

  read(text: string): Promise<YamlReply> {
    return new Promise((answer) => {
      this.#waiting.push({ text, answer });
      this.#next();
    });
  }

  #next(): void {
    if (this.#reading !== undefined) return;
    const job = this.#waiting.shift();
    clearTimeout(this.#timer);
    if (job === undefined) {
      this.#timer = setTimeout(() => this.#end(), idleTime).unref();
      return;
    }
    this.#reading = job;
    const worker = this.#worker ?? this.#start();
    worker.postMessage(job.text);
    const milliseconds = patience.base + job.text.length * patience.perCharacter;
    this.#timer = setTimeout(() => this.#fail('document takes too long to read'), milliseconds);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./yaml-worker.js', import.meta.url), { name: 'yaml', resourceLimits });
    worker.unref();
    worker.on('message', (reply: YamlReply) => {
      if (worker === this.#worker) this.#done(reply);
    });
    // A thread that ended while it was reading ran out of memory.
    worker.on('error', () => {
      if (worker === this.#worker) this.#fail('document contains excessive aliasing');
    });
    this.#worker = worker;
    return worker;
  }

  #fail(problem: string): void {
    this.#end();
    this.#done({ problem });
  }

  #done(reply: YamlReply): void {
    const job = this.#reading;
    this.#reading = undefined;
    job?.answer(reply);
    this.#next();
  }

  #end(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

const thread = new YamlThread();

/** The first document of a YAML text as JSON, or what is wrong with it. Never rejects. */
export function readYaml(text: string): Promise<YamlReply> {
  return thread.read(text);
}
