/**
 * Replaces `$(NAME)` by the variable's value; `$$` is a dollar sign, and references to unknown variables stay as they
 * are (the rules of `k8s.io/kubernetes/third_party/forked/golang/expansion`).
 */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (match, kind: string, name: string | undefined) => {
    if (kind === '$') return '$';
    return variables.get(name ?? '') ?? match;
  });
}
