import { type Clock, type Pod, resources, type Timer } from '@sampan/api';
import { type Client, objectPath } from '@sampan/client';

interface IssuedToken {
  token: string;
  refreshAt: number;
}

/** The service account tokens in a pod's volumes: asked for by TokenRequest, and anew when 80 % of their life is over. */
export class PodTokens {
  readonly #options: { client: Client; clock: Clock; refreshed(): void };
  readonly #issued = new Map<string, IssuedToken>();
  #timer: Timer | undefined;

  constructor(options: { client: Client; clock: Clock; refreshed(): void }) {
    this.#options = options;
  }

  /** The token for an audience that {@link prepare} has asked for. */
  token(audience: string): string | undefined {
    return this.#issued.get(audience)?.token;
  }

  /** Asks for the tokens that the pod's volumes contain, where there is none or it is old. */
  async prepare(pod: Pod): Promise<void> {
    const sources = (pod.spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? []);
    const wanted = sources.flatMap(({ serviceAccountToken }) => (serviceAccountToken ? [serviceAccountToken] : []));
    for (const { audience = '', expirationSeconds = 3600 } of wanted) {
      const known = this.#issued.get(audience);
      if (known !== undefined && this.#options.clock.now() < known.refreshAt) continue;
      this.#issued.set(audience, await this.#request(pod, audience, expirationSeconds));
    }
    this.#schedule();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  async #request({ metadata, spec }: Pod, audience: string, expirationSeconds: number): Promise<IssuedToken> {
    const { client, clock } = this.#options;
    const account = { namespace: metadata.namespace ?? '', name: spec.serviceAccountName ?? 'default' };
    const answer = await client.json<{ status: { token: string; expirationTimestamp: string } }>({
      method: 'POST',
      path: objectPath(resources.serviceAccounts, account, 'token'),
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: {},
        spec: {
          audiences: audience === '' ? [] : [audience],
          expirationSeconds,
          boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: metadata.name, uid: metadata.uid },
        },
      },
    });
    const life = Date.parse(answer.status.expirationTimestamp) - clock.now();
    return { token: answer.status.token, refreshAt: clock.now() + life * 0.8 };
  }

  #schedule(): void {
    this.#timer?.cancel();
    const [first] = [...this.#issued.values()].map(({ refreshAt }) => refreshAt).sort((a, b) => a - b);
    if (first === undefined) return;
    const { clock, refreshed } = this.#options;
    this.#timer = clock.setTimeout(refreshed, Math.max(first - clock.now(), 1000));
  }
}
