import { join } from "node:path";

/** The machine as a client's program sees it: where its settings lie depends on it. */
export interface Place {
  readonly platform: NodeJS.Platform;
  /** The person's home folder. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where programs with a window keep their settings. */
export function settingsFolder({ platform, home, env }: Place): string {
  if (platform === "darwin") return join(home, "Library/Application Support");
  return env["XDG_CONFIG_HOME"] || join(home, ".config");
}
