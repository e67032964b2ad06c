/** Who makes a request, as authentication established it (`authentication.k8s.io/v1 UserInfo`). */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}
