import { existsSync } from "node:fs";

import { asKernelError, KernelError } from "../../kernel/error.ts";
import type { HomePaths } from "./home.ts";
import { lineCutter } from "./lines.ts";
import { type McpLink, openLink } from "./mcp-client.ts";
import { type Beginning, mcpMemory } from "./mcp-memory.ts";
import { LONGEST_MESSAGE, type McpHello } from "./mcp-wire.ts";
import { refusedAsTooLong } from "./oversized.ts";

/** What has come from the kernel and is not written yet: above it the kernel is not read. */
const FULL_BYTES = 1024 * 1024;
/** How long answers are waited for when the client has said all it will say. */
const LAST_ANSWERS_MS = 10_000;

export interface RelayOptions {
  readonly paths: HomePaths;
  readonly hello: Omit<McpHello, "version">;
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when the client may have more; rejects when it is gone. */
  output(bytes: Buffer): Promise<void>;
  /** A line for people. */
  note(line: string): void;
}

/**
 * Carries a client's lines to the kernel and back until the client's input ends. Kernels come and go meanwhile: the next
 * one is told how the client began, and a request whose kernel has gone is answered with an error and never sent twice.
 */
export async function relay({ paths, hello, input, output, note }: RelayOptions): Promise<void> {
  const memory = mcpMemory();
  const cut = lineCutter(LONGEST_MESSAGE, (head, tail) => {
    note(`a message of more than ${LONGEST_MESSAGE} bytes was left out`);
    const refusal = refusedAsTooLong(head, tail);
    if (refusal) toClient([refusal]);
  });
  let link: McpLink | null = null;
  let opening: Promise<void> | null = null;
  let unwritten: Buffer[] = [];
  let unwrittenBytes = 0;
  let writing: Promise<void> | null = null;
  let isPaused = false;
  const clientIsGone = Promise.withResolvers<void>();
  let toldNothingWaits = () => {};

  async function write(): Promise<void> {
    while (unwritten.length > 0) {
      const bytes = unwritten.length === 1 ? unwritten[0]! : Buffer.concat(unwritten);
      unwritten = [];
      unwrittenBytes = 0;
      await output(bytes);
      if (isPaused) link?.resume();
      isPaused = false;
    }
  }

  function toClient(lines: readonly Buffer[]): void {
    if (lines.length === 0) return;
    unwritten.push(...lines);
    for (const line of lines) unwrittenBytes += line.length;
    if (unwrittenBytes > FULL_BYTES && !isPaused && link) {
      isPaused = true;
      link.pause();
    }
    writing ??= write()
      .catch(() => clientIsGone.resolve())
      .finally(() => (writing = null));
  }

  async function open(): Promise<void> {
    const begun = memory.beginning();
    let isDead = false;
    let answered: (() => void) | null = null;
    let failed: (error: Error) => void = () => {};
    let opened: McpLink | null = null;
    opened = await openLink(paths, hello, {
      lines(lines) {
        const fresh = answered && begun ? withoutAnswer(lines, begun, answered) : lines;
        const own = fresh.filter((line) => !memory.isAnswerToAgain(line));
        toClient(own.map((line) => memory.fromKernel(line)));
        if (memory.waiting() === 0) toldNothingWaits();
      },
      closed() {
        isDead = true;
        failed(new KernelError("unavailable", "the kernel ended as soon as it was there"));
        if (!opened || link !== opened) return;
        link = null;
        isPaused = false;
        toClient(memory.lost());
        toldNothingWaits();
        // To begin does nothing, so it may be said again.
        const isWaiting = memory.beginning()?.isAnswered === false;
        // Of a kernel that was killed the socket is left; one that was stopped is not started for what is only listened to.
        const isListening = memory.again().length > 0 && existsSync(paths.mcp);
        if (isWaiting || isListening) void reopened();
      },
      notice: note,
    });
    if (begun && !isDead) {
      const answer = new Promise<void>((resolve, reject) => {
        answered = resolve;
        failed = reject;
      });
      await opened.write(begun.initialize);
      await answer;
      answered = null;
      if (begun.initialized) await opened.write(begun.initialized);
      const again = memory.again();
      if (again.length > 0) await opened.write(Buffer.concat(again));
    }
    if (isDead) throw new KernelError("unavailable", "the kernel ended as soon as it was there");
    link = opened;
  }

  const connected = () => (opening ??= open().finally(() => (opening = null)));

  function refuse(lines: readonly Buffer[], error: unknown): void {
    const { message, hint } = asKernelError(error);
    const text = hint === undefined ? message : `${message}\n  ${hint}`;
    note(text);
    toClient(memory.unsent(lines, `glassbox: ${text}`));
  }

  async function reopened(): Promise<void> {
    const { initialize } = memory.beginning()!;
    await connected().catch((error: unknown) => refuse([initialize], error));
  }

  async function toKernel(lines: readonly Buffer[]): Promise<void> {
    try {
      while (!link) await connected();
    } catch (error) {
      return refuse(lines, error);
    }
    const bytes = lines.map((line) => memory.fromClient(line)).filter((line) => line !== null);
    if (bytes.length > 0) await link.write(bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes));
  }

  async function carry(): Promise<void> {
    for await (const chunk of input) {
      const lines = cut(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      if (lines.length > 0) await toKernel(lines);
    }
    if (memory.waiting() === 0 || !link) return;
    const late = Promise.withResolvers<void>();
    toldNothingWaits = late.resolve;
    const timer = setTimeout(late.resolve, LAST_ANSWERS_MS);
    await late.promise;
    clearTimeout(timer);
  }

  await Promise.race([carry(), clientIsGone.promise]);
  (link as McpLink | null)?.close();
  await writing;
}

/** The lines without the answer to what was said again for the client; one that it waits for itself stays. */
function withoutAnswer(
  lines: readonly Buffer[],
  begun: Beginning,
  answered: () => void,
): readonly Buffer[] {
  return lines.filter((line) => {
    if (!begun.isAnswer(line)) return true;
    answered();
    return !begun.isAnswered;
  });
}
