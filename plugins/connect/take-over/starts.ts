import { closeSync, openSync, readSync } from "node:fs";

import type { Place } from "../place.ts";
import type { Program } from "../server.ts";
import { packageStart } from "./package-start.ts";
import { installed } from "./packages.ts";

/** A way to start a server, and what it is for people. */
export interface Start {
  readonly program: Program;
  readonly note: string;
}

/** Ways to start the same server, the best first: without npx, which costs half a second of every start. */
export async function startsOf(
  program: Program,
  place: Place,
  packages: string,
): Promise<readonly Start[]> {
  const asIs = { program: found(program, place), note: "" };
  const start = packageStart(program);
  const own = start && (await installed(packages, start, place.env));
  if (!own) return [asIs];
  const args = [own.file, ...start.args];
  const note = `starts ${start.name} ${own.version} directly, without ${program.command}`;
  const node = Bun.which("node", { PATH: place.env["PATH"] ?? "" });
  const direct = [process.execPath, ...(node === null ? [] : [node])];
  return [...direct.map((command) => ({ program: { ...program, command, args }, note })), asIs];
}

/** By its full path: the kernel may run with another PATH than the client. A script's interpreter is looked up on it too. */
function found(program: Program, { env }: Place): Program {
  const { PATH = "" } = env;
  const command = program.command.includes("/")
    ? program.command
    : (Bun.which(program.command, { PATH }) ?? program.command);
  const needsPath = isScript(command) && program.env["PATH"] === undefined && PATH !== "";
  return { ...program, command, env: needsPath ? { ...program.env, PATH } : program.env };
}

function isScript(path: string): boolean {
  try {
    const file = openSync(path, "r");
    const head = Buffer.alloc(2);
    readSync(file, head);
    closeSync(file);
    return head.toString() === "#!";
  } catch {
    return false;
  }
}
