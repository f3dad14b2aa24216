import { usage } from "../../../kernel/error.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { claudeCode } from "./claude-code.ts";
import { claudeDesktop } from "./claude-desktop.ts";
import type { Client } from "./client.ts";
import { codex } from "./codex.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import { vscode } from "./vscode.ts";

export const CLIENTS: readonly Client[] = [
  claudeDesktop,
  claudeCode,
  cursor,
  vscode,
  codex,
  opencode,
  gemini,
];

const ids = CLIENTS.map(({ id }) => id);

export function isClient(id: string): boolean {
  return ids.includes(id);
}

export function clientNamed(id: string): Client {
  const client = CLIENTS.find((one) => one.id === id);
  if (client) return client;
  throw usage(`there is no client ${id}${didYouMean(id, ids)}`, `clients: ${ids.join(", ")}`);
}
