/**
 * How a query parameter says yes (apimachinery's `Convert_Slice_string_To_bool`): it is there, also empty, and says
 * neither `false`, in whatever case, nor `0`. Of several values the first one counts.
 */
export function isTrueParameter(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}

/** What Go's `strconv.ParseBool` takes for true: the rule of the parameters that are read by hand, such as `pretty`. */
export function parsesAsTrue(value: string): boolean {
  return goTrue.has(value);
}

const goTrue = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
