import { codeOf, withoutTests, type Finding } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

const longestFile = 300;

export function kernelSize(files: readonly SourceFile[]): Finding {
  return codeLinesAtMost(files, 2000, {
    name: "kernel/ without kernel/ledger/",
    has: (path) => path.startsWith("kernel/") && !path.startsWith("kernel/ledger/"),
  });
}

export function ledgerSize(files: readonly SourceFile[]): Finding {
  return codeLinesAtMost(files, 1200, {
    name: "kernel/ledger/",
    has: (path) => path.startsWith("kernel/ledger/"),
  });
}

interface Room {
  readonly name: string;
  readonly has: (path: string) => boolean;
}

/** Code lines: no blanks, no comments, no tests. */
function codeLinesAtMost(files: readonly SourceFile[], most: number, room: Room): Finding {
  const inRoom = withoutTests(files).filter((file) => room.has(file.path));
  const sum = inRoom.reduce((total, file) => total + file.codeLines, 0);
  return {
    name: `${room.name} ≤ ${most} code lines`,
    figure: `${sum} in ${inRoom.length} files`,
    failures: sum <= most ? [] : [`${room.name} has ${sum} code lines, ${sum - most} too many`],
  };
}

export function fileLength(files: readonly SourceFile[]): Finding {
  const code = codeOf(files);
  const longest = code.reduce((most, file) => Math.max(most, file.lines), 0);
  return {
    name: `files ≤ ${longestFile} lines`,
    figure: `longest ${longest}, ${code.length} files`,
    failures: code
      .filter((file) => file.lines > longestFile)
      .map((file) => `${file.path} has ${file.lines} lines: split it by idea`),
  };
}
