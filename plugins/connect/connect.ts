import { existsSync } from "node:fs";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Client } from "./clients/client.ts";
import { isText, textMap, texts } from "./clients/shapes.ts";
import { isSame, makeEdit, readSettings, type Settings, takeBack, type TakenBack } from "./edit.ts";
import { readEdits } from "./journal.ts";
import { isOurs } from "./ours.ts";
import type { Place } from "./place.ts";
import type { Program } from "./server.ts";
import { tryStart, type Tried } from "./try-start.ts";

export interface Connecting {
  readonly client: Client;
  readonly place: Place;
  /** Where edits are kept: `editsFolder`. */
  readonly folder: string;
  /** What the server is called there. */
  readonly name: string;
}

export interface Connected extends Tried {
  readonly file: string;
  /** False: it stood there already, just so. */
  readonly isWritten: boolean;
  readonly program: Program;
}

export function settingsOf(client: Client, place: Place): Settings {
  return { client: client.id, file: client.file(place), format: client.format, path: client.path };
}

/** Whether the client has been used on this machine. */
export function isInstalled(client: Client, place: Place): boolean {
  if (client.traces(place).some((path) => existsSync(path))) return true;
  const PATH = place.env["PATH"] ?? "";
  return client.programs.some((program) => Bun.which(program, { PATH }) !== null);
}

export type Standing = "not here" | "not connected" | "connected" | "its settings cannot be read";

/** What a look at its settings shows, with nothing started. */
export function standingOf(client: Client, place: Place, name: string): Standing {
  if (!isInstalled(client, place)) return "not here";
  try {
    return isOurs(readSettings(settingsOf(client, place)).servers[name])
      ? "connected"
      : "not connected";
  } catch {
    return "its settings cannot be read";
  }
}

/** Writes the server into the client's settings, starts exactly what stands there, and takes it back if it does not start. */
export async function connectClient(to: Connecting, program: Program): Promise<Connected> {
  const { client, place, folder, name } = to;
  const settings = settingsOf(client, place);
  const { servers } = readSettings(settings);
  const there = servers[name];
  if (there !== undefined && !isOurs(there))
    throw usage(
      `${client.title} has another server called ${name}; nothing was written`,
      `glassbox connect ${client.id} --name another-name`,
    );
  const entry = client.entry(program);
  const isThere = isObject(there) && isSame(there, entry);
  const edit = isThere ? null : makeEdit(folder, settings, "connect", { [name]: entry });
  try {
    const written = writtenProgram(to);
    const tried = await tryStart(written, place.home);
    return { ...tried, file: settings.file, isWritten: edit !== null, program: written };
  } catch (error) {
    if (edit === null) throw error;
    takeBack(folder, edit);
    const { hint } = error as KernelError;
    throw new KernelError("unavailable", `${messageOf(error)}; what was written is taken back`, {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }
}

/** Starts what stands in the client's settings. */
export async function checkClient(to: Connecting): Promise<Connected> {
  const program = writtenProgram(to);
  const tried = await tryStart(program, to.place.home);
  return { ...tried, file: to.client.file(to.place), isWritten: false, program };
}

/** As the file has it now, not as we meant it. */
function writtenProgram({ client, place, name }: Connecting): Program {
  const settings = settingsOf(client, place);
  const { servers } = readSettings(settings);
  const entry = servers[name];
  if (!isObject(entry) || !isOurs(entry))
    throw new KernelError("not_found", `${client.title} is not connected: ${settings.file}`, {
      hint: `glassbox connect ${client.id}`,
    });
  return programIn(entry);
}

function programIn(entry: JsonObject): Program {
  const { command, args, env, environment } = entry;
  const [first = "", ...more] = isText(command) ? [command] : texts(command);
  const words = [...more, ...texts(args)];
  return { command: first, args: words, env: textMap(env ?? environment) };
}

export interface Undone {
  readonly file: string;
  readonly how: TakenBack;
}

/** Takes back what was written for a client, the newest first. Throws `not_found` if there is nothing. */
export function undoConnect({ client, folder, place, name }: Connecting): readonly Undone[] {
  const file = client.file(place);
  const edits = readEdits(folder).filter(
    (edit) => edit.kind === "connect" && edit.client === client.id && edit.names.includes(name),
  );
  if (edits.length === 0)
    throw new KernelError("not_found", `nothing of ours is on record for ${file}`, {
      hint: `glassbox connect ${client.id} --check says whether it is connected`,
    });
  return edits.toReversed().map((edit) => ({ file: edit.file, how: takeBack(folder, edit) }));
}
