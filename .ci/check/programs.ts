import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./rule.ts";

interface Program {
  readonly name: string;
  /** From node_modules, run with this Bun, so that no Node is needed. */
  readonly bin: string;
  readonly args: readonly string[];
}

/** The folder that brings the programs (its node_modules) and the folder that they look at. */
export interface Places {
  readonly tools: string;
  readonly root: string;
}

export function typeCheck(places: Places): Finding {
  // TypeScript's patterns pass over dot folders, so `.ci` has a project of its own.
  const projects = [".", ".ci"].filter((folder) =>
    existsSync(join(places.root, folder, "tsconfig.json")),
  );
  const findings = projects.map((project) =>
    runProgram(places, {
      name: "types",
      bin: "typescript/bin/tsc",
      args: ["--noEmit", "--pretty", "false", "-p", project],
    }),
  );
  const failures = findings.flatMap((finding) => finding.failures);
  return { name: "types (tsc)", figure: `${projects.length} projects`, failures };
}

export function lint(places: Places): Finding {
  const config = join(places.tools, ".oxlintrc.json");
  return runProgram(places, {
    name: "lint (oxlint)",
    bin: "oxlint/bin/oxlint",
    args: ["-c", config, "--format", "unix", "--deny-warnings", "."],
  });
}

export function format(places: Places): Finding {
  const config = join(places.tools, ".oxfmtrc.json");
  return runProgram(places, {
    name: "format (oxfmt)",
    bin: "oxfmt/bin/oxfmt",
    args: ["-c", config, "--list-different", "."],
  });
}

function runProgram(places: Places, program: Program): Finding {
  const file = join(places.tools, "node_modules", program.bin);
  const answer = Bun.spawnSync([process.execPath, file, ...program.args], {
    cwd: places.root,
    stdin: "ignore",
  });
  const output = `${answer.stdout.toString()}${answer.stderr.toString()}`;
  const lines = output.split("\n").filter((line) => !/^\s*(?:\d+ problems?)?\s*$/.test(line));
  if (answer.exitCode === 0) return { name: program.name, figure: "clean", failures: [] };
  const failures = lines.length > 0 ? lines : [`${program.bin} ended with ${answer.exitCode}`];
  return { name: program.name, figure: `${failures.length} lines of complaint`, failures };
}
