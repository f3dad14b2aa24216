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
 * `LineTooLong`, after which the stream cannot be read any more.
 */
export function lineCutter(longest: number): (chunk: Buffer) => Buffer[] {
  let begun: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      const part = chunk.subarray(start, end + 1);
      start = end + 1;
      if (bytes + part.length > longest) throw new LineTooLong(longest);
      lines.push(begun.length === 0 ? part : Buffer.concat([...begun, part]));
      begun = [];
      bytes = 0;
    }
    if (start === chunk.length) return lines;
    const rest = chunk.subarray(start);
    bytes += rest.length;
    if (bytes > longest) throw new LineTooLong(longest);
    begun.push(rest);
    return lines;
  };
}
