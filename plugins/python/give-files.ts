import { relative, resolve, sep } from "node:path";
import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../../mcp/fault.ts";
import { contentsOf } from "./contents.ts";
import { GIVEN, type Given, note } from "./events.ts";
import { INVALID } from "./params.ts";
import type { Program } from "./program.ts";
import { toolsFor } from "./tools-for.ts";

export const giveParams = z.object({ paths: z.array(z.string().min(1).max(4096)).max(2000) });

const READ = "files__files_read";

/**
 * Files of the run's folder for a program. What it is given is kept, so that it is given the same when it is executed
 * again; so what may not be kept (a secret, or more than is kept of a file) is not given.
 */
export async function giveFiles(
  host: Host,
  program: Program,
  paths: readonly string[],
): Promise<JsonObject> {
  const { ledger, runs } = host.kernel();
  const [read] = await toolsFor(host, program, [READ]);
  if (!read) throw refusal(`this run may not use ${READ}, so it has no files to give`);
  const names = paths.map((path) => nameOf(program.dir, path));
  for (const { data } of ledger.readBranch(runs.head(program.run), { types: [GIVEN] })) {
    const given = data as Given | null;
    if (given?.effect !== program.effect) continue;
    const isSame = given.files.map(({ path }) => path).join("\n") === names.join("\n");
    if (isSame) return answer(host, given.files);
  }
  const files = names.map((name) => lookAt(host, program, name));
  await note(host, program.run, GIVEN, { effect: program.effect, files });
  return answer(host, files);
}

type GivenFile = Given["files"][number];

function lookAt(host: Host, { dir }: Program, name: string): GivenFile {
  const workspace = host.needs("workspace");
  const real = workspace.real(dir, name);
  if (real === null) throw refusal(`${quote(name)} leads out of the run's folder`);
  const found = workspace.capture(dir, [real]).find(({ path }) => path === real);
  if (!found || found.kind === "absent") throw refusal(`${quote(name)} does not exist`);
  if (found.kind === "directory") throw refusal(`${quote(name)} is a folder; name its files`);
  if (found.kind !== "file" || found.sha256 === null)
    throw refusal(`${quote(name)} cannot be read`);
  if (!found.kept)
    throw refusal(
      `${quote(name)} is not given: it is a secret's file, or larger than what is kept of one file`,
    );
  return { path: name, sha256: found.sha256, size: found.size };
}

function answer(host: Host, given: readonly GivenFile[]): JsonObject {
  const contents = contentsOf(host);
  const files = given.map(({ path, sha256 }) => {
    const bytes = contents.get(sha256);
    if (bytes) return { path, base64: Buffer.from(bytes).toString("base64") };
    throw refusal(`${quote(path)} is not kept any more as the program was given it`);
  });
  return { files };
}

/** Relative to the folder, with `/`, however it was written. */
function nameOf(dir: string, path: string): string {
  const name = relative(dir, resolve(dir, path)).split(sep).join("/");
  if (name !== "" && name !== ".." && !name.startsWith("../") && !path.includes("\0")) return name;
  throw refusal(`${quote(path)} is no file of the run's folder`);
}

function refusal(message: string): RequestFault {
  return new RequestFault(INVALID, message);
}

function quote(path: string): string {
  return JSON.stringify(path);
}
