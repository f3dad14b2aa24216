import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { type Problem, ProblemsError } from "./problem.ts";
import { problemOf, type RowForm } from "./row.ts";

/** How the files are called where they are published, in the order in which they are run. */
const FILES: readonly { readonly form: RowForm; readonly name: RegExp }[] = [
  { form: "humanEval", name: /^human-?eval\.jsonl(\.gz)?$/i },
  { form: "mbpp", name: /^mbpp\.jsonl(\.gz)?$/i },
  { form: "sanitizedMbpp", name: /^sanitized-mbpp\.jsonl?(\.gz)?$/i },
];

/** All problems of the published files that lie in a folder or below it. */
export function readProblems(folder: string): readonly Problem[] {
  const paths = listed(folder);
  const problems = FILES.flatMap(({ form, name }) => {
    // The same file is often there twice, packed and unpacked: the shorter name is the unpacked one.
    const [path] = paths
      .filter((candidate) => name.test(basename(candidate)))
      .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
    return path === undefined ? [] : readFile(join(folder, path), form);
  });
  if (problems.length > 0) return problems;
  throw new ProblemsError(
    `${folder} holds no problems: put HumanEval.jsonl(.gz), mbpp.jsonl or sanitized-mbpp.json there`,
  );
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new ProblemsError(`${folder} cannot be read: ${sentence(error)}`);
  }
}

function readFile(path: string, form: RowForm): readonly Problem[] {
  const text = textOf(path);
  const rows = text.trimStart().startsWith("[") ? rowsOfArray(path, text) : rowsOfLines(path, text);
  return rows.map(({ place, row }) => {
    try {
      return problemOf(form, row);
    } catch (error) {
      throw new ProblemsError(`${place}: ${sentence(error)}`);
    }
  });
}

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isPacked ? Bun.gunzipSync(bytes) : bytes;
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch (error) {
    throw new ProblemsError(`${path} cannot be read: ${sentence(error)}`);
  }
}

interface Row {
  /** Such as `mbpp.jsonl:12`, for people. */
  readonly place: string;
  readonly row: unknown;
}

/** JSON strings hold no bare line breaks: only `\n` and `\r` end a line, as they do where the files are made. */
function rowsOfLines(path: string, text: string): readonly Row[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `${path}:${index + 1}`;
    try {
      return [{ place, row: JSON.parse(line) as unknown }];
    } catch (error) {
      throw new ProblemsError(`${place}: not a line of JSON: ${sentence(error)}`);
    }
  });
}

function rowsOfArray(path: string, text: string): readonly Row[] {
  try {
    const rows = JSON.parse(text) as unknown[];
    return rows.map((row, index) => ({ place: `${path}:[${index}]`, row }));
  } catch (error) {
    throw new ProblemsError(`${path}:1: not an array of JSON: ${sentence(error)}`);
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
