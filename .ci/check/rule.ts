import type { SourceFile } from "./source-file.ts";

/** What a rule found: a figure for the reader, and one sentence for each place that breaks the rule. */
export interface Finding {
  readonly name: string;
  readonly figure: string;
  readonly failures: readonly string[];
}

export type HouseRule = (files: readonly SourceFile[]) => Finding;

export function codeOf(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter((file) => file.isCode);
}

export function withoutTests(files: readonly SourceFile[]): readonly SourceFile[] {
  return codeOf(files).filter((file) => !file.isTest);
}
