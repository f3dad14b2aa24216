const CONTEXT = 3;
/** Above this many comparisons what differs is shown as one block. */
const MOST_CELLS = 4_000_000;

type Line = readonly [sign: " " | "-" | "+", text: string];

/** A unified diff; `before` null: the file is new. Empty when nothing changes. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  if (before === after) return "";
  const lines = compared(before === null ? [] : linesOf(before), linesOf(after));
  const changed = lines.flatMap(([sign], index) => (sign === " " ? [] : [index]));
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const start = Math.max(0, index - CONTEXT);
    const end = Math.min(lines.length, index + CONTEXT + 1);
    if (last && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  return [
    `--- ${before === null ? "/dev/null" : path}`,
    `+++ ${path}`,
    ...hunks.flatMap(([start, end]) => [
      header(lines, start, end),
      ...lines.slice(start, end).map(([sign, text]) => sign + text),
    ]),
  ].join("\n");
}

function header(lines: readonly Line[], start: number, end: number): string {
  const count = (part: readonly Line[], without: string) =>
    part.filter(([sign]) => sign !== without).length;
  const [head, body] = [lines.slice(0, start), lines.slice(start, end)];
  const range = (without: string) => {
    const length = count(body, without);
    return `${count(head, without) + (length > 0 ? 1 : 0)},${length}`;
  };
  return `@@ -${range("+")} +${range("-")} @@`;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

function compared(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (lines: readonly string[]): Line[] => lines.map((line) => [" ", line]);
  return [
    ...same(before.slice(0, head)),
    ...changes(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

/** By the longest common subsequence. */
function changes(before: readonly string[], after: readonly string[]): Line[] {
  const all = (sign: "-" | "+", lines: readonly string[]): Line[] =>
    lines.map((line) => [sign, line]);
  if (before.length * after.length > MOST_CELLS) return [...all("-", before), ...all("+", after)];
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i]![j] =
        before[i] === after[j]
          ? common[i + 1]![j + 1]! + 1
          : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push([" ", before[i]!]);
      i++;
      j++;
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) lines.push(["-", before[i++]!]);
    else lines.push(["+", after[j++]!]);
  }
  return [...lines, ...all("-", before.slice(i)), ...all("+", after.slice(j))];
}
