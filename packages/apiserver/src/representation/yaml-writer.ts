/** Writes JSON values as YAML. The writer is large, and loaded when somebody asks for YAML. */
export async function yamlWriter(): Promise<(value: unknown) => string> {
  const { stringify } = await import('yaml');
  return (value) => {
    const plain: unknown = JSON.parse(JSON.stringify(value));
    return stringify(plain, { lineWidth: 0, aliasDuplicateObjects: false });
  };
}
