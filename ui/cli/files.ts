import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { messageOf, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";

/** A plan file: `{goal?, steps, …}`. The kernel checks what is in it. */
export function readPlanFile(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw usage(`--plan: ${path} cannot be read: ${messageOf(error)}`, "name a plan file");
  }
  try {
    const plan: unknown = JSON.parse(text);
    if (isObject(plan)) return plan;
  } catch (error) {
    throw usage(
      `--plan: ${path} is not JSON: ${messageOf(error)}`,
      "glassbox run GOAL --dry-run -o plan.json writes one",
    );
  }
  throw usage(`--plan: ${path} holds no plan`, 'a plan is {"goal": …, "steps": […]}');
}

/** Said before anything runs, so that no result is lost for want of a place. */
export function assertWritable(option: string, path: string): void {
  const target = resolve(path);
  try {
    if (existsSync(target) && statSync(target).isDirectory()) throw new Error("it is a directory");
    accessSync(existsSync(target) ? target : dirname(target), constants.W_OK);
  } catch (error) {
    throw usage(`${option}: ${path} cannot be written: ${messageOf(error)}`, "name another file");
  }
}

export function writeResult(path: string, text: string): void {
  writeFileSync(path, text.endsWith("\n") ? text : `${text}\n`);
}

/** Standard input to its end, as data. */
export async function readInput(
  dash: string | undefined,
  mayRead: boolean,
): Promise<string | undefined> {
  if (dash === undefined) return undefined;
  if (dash !== "-")
    throw usage(
      `"${dash}" is one word too many`,
      "put the goal into quotes; - alone reads standard input",
    );
  if (process.stdin.isTTY && !mayRead)
    throw usage("- reads standard input, and there is none", "pipe something in, or leave - out");
  return Bun.stdin.text();
}
