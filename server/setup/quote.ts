/** PowerShell takes typographic apostrophes for apostrophes, too. Nothing else has a meaning between single quotes. */
export function quotePowerShell(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, (quote) => quote + quote)}'`;
}

export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
