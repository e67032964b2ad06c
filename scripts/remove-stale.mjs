import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Removes what was compiled of sources that are gone: the compiler leaves it, and the test runner would run it. Only files
 * with a declaration beside them are the compiler's; bundles have none.
 */
export function removeStale(root) {
  for (const name of [
    ...readdirSync(path.join(root, 'packages')).map((name) => path.join('packages', name)),
    'e2e',
    'bench',
  ]) {
    const [compiled, sources] = ['dist', 'src'].map((folder) => path.join(root, name, folder));
    if (!existsSync(compiled)) continue;
    for (const entry of readdirSync(compiled, { recursive: true })) {
      if (!entry.endsWith('.d.ts')) continue;
      const stem = entry.slice(0, -'.d.ts'.length);
      if (existsSync(path.join(sources, `${stem}.ts`))) continue;
      for (const ending of ['.d.ts', '.d.ts.map', '.js', '.js.map'])
        rmSync(path.join(compiled, stem + ending), { force: true });
    }
  }
}
