const LINE_END = 10;

/** A line is longer than its reader has room for. */
export class LineTooLong extends Error {
  constructor(bytes: number) {
    super(`a line is longer than ${bytes} bytes`);
    this.name = "LineTooLong";
  }
}

/**
 * Cuts a stream of bytes into lines, each with its end. A line that came in one piece is not copied. Throws
 * `LineTooLong`, after which the stream cannot be read any more; with `dropped` it goes on instead, and that one line is
 * left out: told are its first bytes and its last.
 */
export function lineCutter(
  longest: number,
  dropped?: (head: Buffer, tail: Buffer) => void,
): (chunk: Buffer) => Buffer[] {
  let begun: Buffer[] = [];
  let bytes = 0;
  /** Of the line that is being dropped. */
  let ends: { readonly head: Buffer; tail: Buffer } | null = null;

  function drop(part: Buffer, isEnd: boolean): void {
    if (!dropped) throw new LineTooLong(longest);
    ends ??= { head: headOf([...begun, part]), tail: Buffer.alloc(0) };
    ends.tail = Buffer.concat([ends.tail, part.subarray(-END_BYTES)]).subarray(-END_BYTES);
    begun = [];
    bytes = 0;
    if (!isEnd) return;
    dropped(ends.head, ends.tail);
    ends = null;
  }

  return (chunk) => {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      const part = chunk.subarray(start, end + 1);
      start = end + 1;
      if (ends || bytes + part.length > longest) {
        drop(part, true);
        continue;
      }
      lines.push(begun.length === 0 ? part : Buffer.concat([...begun, part]));
      begun = [];
      bytes = 0;
    }
    if (start === chunk.length) return lines;
    const rest = chunk.subarray(start);
    bytes += rest.length;
    if (ends || bytes > longest) drop(rest, false);
    else begun.push(rest);
    return lines;
  };
}

/** What is told of a line that was dropped, of either end. */
const END_BYTES = 1024;

function headOf(parts: readonly Buffer[]): Buffer {
  const head: Buffer[] = [];
  let left = END_BYTES;
  for (const part of parts) {
    if (left <= 0) break;
    head.push(part.subarray(0, left));
    left -= part.length;
  }
  return Buffer.concat(head);
}
