import type { Finding } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

// Put together here, so that this file does not break its own rule.
const words = ["TO" + "DO", "FIX" + "ME"];
const pattern = new RegExp(`\\b(?:${words.join("|")})\\b`);

/** What is unfinished is an issue, not a comment. Notes in examples are data and may say what they like. */
export function noUnfinishedWords(files: readonly SourceFile[]): Finding {
  const ours = files.filter((file) => file.isCode || !file.path.startsWith("examples/"));
  const failures = ours.flatMap((file) =>
    file.text
      .split("\n")
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file.path}:${index + 1}: finish it or open an issue`] : [],
      ),
  );
  return {
    name: `no ${words.join(", no ")}`,
    figure: `${failures.length} in ${ours.length} files`,
    failures,
  };
}
