import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb } from "../../kernel/verb.ts";
import type { Place } from "../contracts/addresses.ts";
import type { FileTree } from "../contracts/files.ts";
import { addressesOf, nameOf } from "./moment.ts";

/** Bytes of a file that travel in one part of the answer. */
const PART = 192 * 1024;

export function fileVerb(host: Host) {
  return defineVerb({
    name: "run.file",
    description:
      "Sends a file of a run's folder as it was at an event, in base64 parts; of a folder the names in it.",
    input: z.object({ run: z.string() }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler(input, call) {
      const place = addressesOf(host).place(input.run);
      if (place.path === null) throw usage(`${input.run} names no file`, "write RUN@N:PATH");
      const files = host.needs("files");
      const tree = files.at(place.branch, place.at);
      const path = plain(place.path);
      const about = {
        run: place.run,
        label: place.label,
        branch: place.branch,
        at: place.at,
        path,
      };
      const entry = tree.entries.get(path);
      const isFolder = path === "" || entry?.kind === "directory" || hasBelow(tree, path);
      if (isFolder) return { ...about, kind: "directory", names: namesIn(tree, path) };
      if (!entry) throw missing(place, path, tree);
      const bytes = bytesOf(entry, place, (sha256) => files.content(sha256));
      for (let from = 0; from < bytes.length; from += PART)
        call.emit({ bytes: Buffer.from(bytes.subarray(from, from + PART)).toString("base64") });
      return { ...about, ...(entry as unknown as Record<string, JsonValue>), path };
    },
  });
}

function plain(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (!path.startsWith("/") && !parts.includes("..")) return parts.join("/");
  throw usage(`the path ${path} is not one inside the run's folder`, "write it relative to it");
}

function hasBelow(tree: FileTree, path: string): boolean {
  const prefix = `${path}/`;
  for (const one of tree.entries.keys()) if (one.startsWith(prefix)) return true;
  return false;
}

/** What is directly in a folder; names of folders end with `/`. */
function namesIn(tree: FileTree, path: string): string[] {
  const prefix = path === "" ? "" : `${path}/`;
  const names = new Set<string>();
  for (const [one, { kind }] of tree.entries) {
    if (!one.startsWith(prefix) || one === path || one === ".") continue;
    const [name = "", ...rest] = one.slice(prefix.length).split("/");
    names.add(rest.length > 0 || kind === "directory" ? `${name}/` : name);
  }
  return [...names].toSorted();
}

function missing(place: Place, path: string, tree: FileTree): KernelError {
  if (tree.entries.size === 0)
    return new KernelError("not_found", `nothing was captured of the folder at ${nameOf(place)}`, {
      hint: "a run looks at its folder when it begins: name a later event",
    });
  const guess = didYouMean(path, tree.entries.keys());
  return new KernelError("not_found", `there was no ${path} at ${nameOf(place)}${guess}`, {
    hint: `glassbox show ${nameOf(place)} --files lists what was captured`,
  });
}

function bytesOf(
  { path, kind, sha256, kept }: Capture,
  place: Place,
  content: (sha256: string) => Uint8Array | null,
): Uint8Array {
  const at = nameOf(place);
  const refuse = (why: string, hint: string) =>
    new KernelError("not_found", `${path} at ${at} cannot be shown: ${why}`, { hint });
  if (kind === "other") throw refuse("it was neither a file nor a folder", "there is no content");
  if (sha256 === null)
    throw refuse("nobody could read it then", "only that it was there is on record");
  const bytes = content(sha256);
  if (bytes) return bytes;
  const hint = `its SHA-256 was ${sha256}`;
  throw kept
    ? refuse("its content was released or erased since", hint)
    : refuse("its content was not kept (too large, or a secret)", hint);
}
