import { McpServer } from "@modelcontextprotocol/server";
import { filesDelete } from "./delete.ts";
import { filesEdit } from "./edit.ts";
import { filesGlob } from "./glob.ts";
import { filesList } from "./list.ts";
import { filesMove } from "./move.ts";
import { createMutex } from "./mutex.ts";
import { filesRead } from "./read.ts";
import { openRoot } from "./root.ts";
import { filesSearch } from "./search.ts";
import { filesStat } from "./stat.ts";
import type { Install } from "./tool.ts";
import { filesWrite } from "./write.ts";

export interface FilesOptions {
  /** The directory that the tools see and may change; nothing outside it is touched. */
  readonly root: string;
  /** Bytes that one read may answer with; 2 MiB unless said otherwise. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2 * 1024 * 1024;

const TOOLS: readonly Install[] = [
  filesDelete,
  filesEdit,
  filesGlob,
  filesList,
  filesMove,
  filesRead,
  filesSearch,
  filesStat,
  filesWrite,
];

/** Throws when the root is not a directory. */
export function createServer(options: FilesOptions): McpServer {
  const context = {
    root: openRoot(options.root),
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    changes: createMutex(),
  };
  const server = new McpServer(
    { name: "glassbox-files", title: "Files", version: "0.1.0" },
    { capabilities: { tools: { listChanged: false } } },
  );
  for (const install of TOOLS) install(server, context);
  return server;
}
