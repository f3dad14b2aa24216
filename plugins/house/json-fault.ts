/** The first place where a text stops being JSON. The runtime's own parser does not say where. */
export function jsonFault(text: string): { readonly line: number; readonly column: number } | null {
  let at = 0;
  const space = () => take(/[ \t\r\n]*/y);

  function take(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found !== null;
  }

  function value(): boolean {
    space();
    if (take(/\{/y)) return members(/\}/y, () => string() && (space(), take(/:/y)) && value());
    if (take(/\[/y)) return members(/\]/y, value);
    return string() || take(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null/y);
  }

  function string(): boolean {
    return take(/"([^"\\\u0000-\u001f]|\\(["\\/bfnrt]|u[\da-fA-F]{4}))*"/y);
  }

  function members(end: RegExp, member: () => boolean): boolean {
    space();
    if (take(end)) return true;
    for (;;) {
      space();
      if (!member()) return false;
      space();
      if (take(end)) return true;
      if (!take(/,/y)) return false;
    }
  }

  const whole = value() && (space(), at === text.length);
  if (whole) return null;
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
