import manifest from "../../package.json" with { type: "json" };

/** Schema 0.3 of the bundle's manifest. */
export const MANIFEST = {
  manifest_version: "0.3",
  name: manifest.name,
  display_name: "Glassbox",
  version: manifest.version,
  description: "All your MCP servers behind one, with a record of everything that is done.",
  long_description: [
    "Glassbox keeps a local record of every call, asks before what cannot be undone, and finds the right tool among",
    "those of all your servers. This extension connects to the Glassbox of your machine; it starts it when it does not run.",
  ].join(" "),
  author: { name: "Glassbox contributors" },
  license: manifest.license,
  keywords: ["agent", "audit", "hub", "local-first", "undo"],
  server: {
    type: "node",
    entry_point: "server/index.mjs",
    mcp_config: {
      command: "node",
      args: [
        "${__dirname}/server/index.mjs",
        "--dir",
        "${user_config.folder}",
        "--home",
        "${user_config.home}",
        "--surface",
        "${user_config.surface}",
      ],
    },
  },
  /** The tools are the kernel's: which, only it knows. */
  tools_generated: true,
  prompts_generated: true,
  compatibility: { platforms: ["darwin", "linux"], runtimes: { node: ">=18.0.0" } },
  user_config: {
    folder: {
      type: "directory",
      title: "Folder to work in",
      description: "Where files are read and changed, such as your notes. Changes can be undone.",
      required: false,
    },
    home: {
      type: "directory",
      title: "Glassbox home",
      description: "Where its record lies, if that is not ~/.glassbox.",
      required: false,
    },
    surface: {
      type: "string",
      title: "Tools shown",
      description: "stable (a few that find all others), full (all), or auto.",
      default: "stable",
      required: false,
    },
  },
} as const;
