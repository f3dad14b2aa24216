import type { ServerContext } from "@modelcontextprotocol/server";
import type { z } from "zod";
import { Refusal } from "../refusal.ts";
import type { OfferedTool } from "../stubs/index.ts";
import type { FileChange, GivenFile, ToolReply, ToolRequest } from "../types.ts";
import { type AppliedFiles, appliedFiles, calledTool, listedTools, readFiles } from "./messages.ts";

/** A person may be asked meanwhile: the client decides how long that takes, and cancels when it is too long. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The client as what a program can reach through it. Every request carries the `_meta` of the call that is being
 * served, so that the client knows for which one it is.
 */
export interface Peer {
  listTools(patterns: readonly string[]): Promise<readonly OfferedTool[]>;
  /** Rejects when the client refuses the request itself. */
  callTool(request: ToolRequest, signal: AbortSignal): Promise<ToolReply>;
  readFiles(paths: readonly string[]): Promise<readonly GivenFile[]>;
  applyFiles(changes: readonly FileChange[]): Promise<AppliedFiles>;
}

export function peerOf({ mcpReq }: ServerContext): Peer {
  // A progress token would ask the client for progress of its own answer.
  const { progressToken: _, ...meta } = mcpReq._meta ?? {};
  const ask = <Schema extends z.ZodType>(
    method: string,
    params: Record<string, unknown>,
    answer: Schema,
    signal: AbortSignal = mcpReq.signal,
  ): Promise<z.output<Schema>> => {
    const request = { method, params: { ...params, _meta: meta } };
    return mcpReq.send(request, answer, { signal, timeout: LONGEST_MS }) as Promise<
      z.output<Schema>
    >;
  };
  return {
    async listTools(patterns) {
      const answer = ask("dev.glassbox/tools/list", { patterns: [...patterns] }, listedTools);
      return (await refusedAs("tools", answer)).tools;
    },
    async callTool({ index, tool, args }, signal) {
      const params = { index, tool, arguments: { ...args } };
      const answer = ask("dev.glassbox/tools/call", params, calledTool, signal);
      const reply = await refusedAs("tools", answer);
      return reply.ok ? { ok: true, value: reply.value ?? null } : reply;
    },
    async readFiles(paths) {
      const answer = ask("dev.glassbox/files/read", { paths: [...paths] }, readFiles);
      const { files } = await refusedAs("inputs", answer);
      return files.map(({ path, base64 }) => ({ path, bytes: Buffer.from(base64, "base64") }));
    },
    applyFiles(changes) {
      const sent = changes.map(({ bytes, ...change }) => ({
        ...change,
        base64: bytes && Buffer.from(bytes).toString("base64"),
      }));
      return refusedAs("outputs", ask("dev.glassbox/files/apply", { changes: sent }, appliedFiles));
    },
  };
}

/** What the client cannot do is said with the argument that needed it. */
async function refusedAs<Answer>(argument: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new Refusal(`${argument}: ${sentenceOf(error)}`, { cause: error });
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
