import type { Context } from '../../framework/context.js';
import { createPrinter, type Printer, splitOutput } from '../../printers/printer.js';
import type { GetFlags } from './get.js';

/** The printers of every command, and those that only get knows: custom columns. */
export async function createGetPrinter(context: Context, flags: GetFlags): Promise<Printer> {
  const { name, argument } = splitOutput(flags);
  if (name === 'custom-columns' || name === 'custom-columns-file') {
    const { createCustomColumnsPrinter } = await import('../../printers/custom-columns.js');
    return await createCustomColumnsPrinter(context, {
      text: argument,
      isFile: name === 'custom-columns-file',
      noHeaders: flags.noHeaders,
    });
  }
  return await createPrinter(context, flags, { moreFormats: ['custom-columns', 'custom-columns-file', 'wide'] });
}
