import type { JsonObject } from "../../../kernel/json.ts";
import type { Format } from "../document/document.ts";
import type { Place } from "../place.ts";
import type { Program, Read } from "../server.ts";

/** A program that starts MCP servers which its settings name. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly format: Format;
  /** Where in the settings its servers stand. */
  readonly path: readonly string[];
  /** The settings that hold for all its projects. */
  file(place: Place): string;
  /** Whatever of these is there shows that it has been used here. */
  traces(place: Place): readonly string[];
  /** What it is called on PATH. */
  readonly programs: readonly string[];
  /** A program as its settings name one. */
  entry(program: Program): JsonObject;
  read(entry: JsonObject, settings: JsonObject, name: string): Read;
  /** What makes it read its settings. */
  readonly next: string;
}
