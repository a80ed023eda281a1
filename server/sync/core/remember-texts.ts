/** So many characters are remembered twice over: of the older half nothing is left once the younger one is full. */
const REMEMBERED_CHARS = 4_000_000;

/**
 * Remembers what is made of texts: the notes of an entry come back in the answer of a write, in the feed and in the next
 * round.
 * @param make deterministic, and doing it twice changes nothing
 */
export function rememberTexts(make: (text: string) => string): (text: string) => string {
  let [younger, older] = [new Map<string, string>(), new Map<string, string>()];
  let chars = 0;

  function remember(text: string, made: string): void {
    younger.set(text, made);
    chars += text === made ? text.length : text.length + made.length;
    if (chars < REMEMBERED_CHARS) return;
    [younger, older] = [new Map(), younger];
    chars = 0;
  }

  return (text) => {
    const known = younger.get(text) ?? older.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    remember(text, made);
    if (made !== text) remember(made, made);
    return made;
  };
}
