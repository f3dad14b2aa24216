import type { HomePaths } from "./home.ts";
import { callingPath } from "./socket-path.ts";

/** The events socket as a socket of its own: a home with a long path has it under another short name. */
export function eventPaths(paths: HomePaths): HomePaths {
  return { ...paths, home: paths.events, socket: paths.events };
}

export function eventsPath(paths: HomePaths): string {
  return callingPath(eventPaths(paths));
}
