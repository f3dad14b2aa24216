import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, parse } from "node:path";

import { type KernelError, usage } from "../../kernel/error.ts";

/** The real path of the folder a run works in. Throws `usage` for one that no run may have. */
export function open(dir: string): string {
  if (!isAbsolute(dir) || dir.includes("\0"))
    throw usage(`the folder ${quote(dir)} is no absolute path`, "give its full path");
  const real = realPathOf(dir);
  if (!statSync(real).isDirectory())
    throw usage(`${quote(dir)} is a file, and a run works in a folder`, "name the folder it is in");
  if (real === parse(real).root) {
    throw usage(`a run does not work in ${quote(real)}`, "name a folder with --dir, or cd into it");
  }
  if (real === home()) {
    throw usage(
      `a run does not work in the home folder ${quote(real)}`,
      "name a folder inside it with --dir, or cd into it",
    );
  }
  try {
    accessSync(real, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw refusal(dir, error);
  }
  return real;
}

function realPathOf(dir: string): string {
  try {
    return realpathSync(dir);
  } catch (error) {
    throw refusal(dir, error);
  }
}

function home(): string {
  try {
    return realpathSync(homedir());
  } catch {
    // A home folder that is not there is none that a run could work in.
    return "";
  }
}

function refusal(dir: string, error: unknown): KernelError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return usage(`there is no folder ${quote(dir)}`, "create it, or name another one with --dir");
  if (code === "EACCES" || code === "EPERM")
    return usage(`the folder ${quote(dir)} may not be read`, `chmod u+rx ${quote(dir)}`);
  if (code === "ENOTDIR")
    return usage(`${quote(dir)} leads through a file`, "name the folder it is in");
  if (code === "ELOOP")
    return usage(`the links in ${quote(dir)} go round in circles`, "name a folder with --dir");
  return usage(`the folder ${quote(dir)} cannot be opened (${code ?? String(error)})`);
}

function quote(path: string): string {
  return JSON.stringify(path);
}
