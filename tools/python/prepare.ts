import type { Call } from "./client/call.ts";
import { limitsOf } from "./limits.ts";
import { quote, Refusal } from "./refusal.ts";
import { stubSource } from "./stubs/index.ts";
import type { Fixed, GivenFile, Limits, Program, RunHooks } from "./types.ts";
import type { z } from "zod";
import type { programShape } from "./tools/arguments.ts";

type ProgramArgs = z.output<z.ZodObject<typeof programShape>>;

/** A program with all that it needs, and what it may reach while it runs. */
export interface Prepared {
  readonly hooks: RunHooks;
  program(fixed: Fixed | null): Program;
}

/** Gathers what a program is given. No interpreter is held meanwhile. */
export async function prepare(args: ProgramArgs, most: Limits, call: Call): Promise<Prepared> {
  const { code, stdin, inputs = [], tools = [] } = args;
  const limits = limitsOf(args, most);
  const given = givenFiles(args.files);
  const read = inputs.length > 0 ? await call.peer.readFiles(inputs) : [];
  for (const { path } of given) checkPath("files", path);
  for (const { path } of read) checkPath("inputs", path);
  const files = withoutTwins([...given, ...read], inputs.length > 0 ? "inputs" : "files");
  refuseLarge(files, limits);
  const offered = tools.length > 0 ? await call.peer.listTools(tools) : null;
  if (offered?.length === 0)
    throw new Refusal(`tools: there is no tool ${tools.map(quote).join(" or ")} here`);
  const stubs = offered && stubSource(offered);
  const names = new Set(offered?.map(({ tool }) => tool));
  const refused = new AbortController();
  const hooks: RunHooks = {
    signal: AbortSignal.any([call.signal, refused.signal]),
    ...(call.output && { output: call.output }),
    ...(offered && {
      async call(request, signal) {
        // Only the stubs' own functions; what else a program writes to the device is no tool of its.
        if (!names.has(request.tool))
          return { ok: false, message: `this program has no tool ${quote(request.tool)}` };
        try {
          return await call.peer.callTool(request, signal);
        } catch (error) {
          // A tool that fails is an answer; a client that refuses to be asked ends the program.
          refused.abort(error);
          throw error;
        }
      },
    }),
  };
  return { hooks, program: (fixed) => ({ code, stdin, files, limits, fixed, stubs }) };
}

function givenFiles(files: ProgramArgs["files"]): GivenFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    bytes:
      typeof content === "string"
        ? Buffer.from(content.toWellFormed())
        : Buffer.from(content.base64, "base64"),
  }));
}

function checkPath(argument: string, path: string): void {
  const isSane =
    path.length <= 4096 &&
    !/[\0\\]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (isSane) return;
  throw new Refusal(
    `${argument}: ${quote(path)} is no path below the working folder; give one such as data/in.csv`,
  );
}

function withoutTwins(files: readonly GivenFile[], argument: string): readonly GivenFile[] {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path))
      throw new Refusal(`${argument}: ${quote(path)} is given twice; give it once`);
    seen.add(path);
  }
  return files;
}

function refuseLarge(files: readonly GivenFile[], { fileBytes, files: most }: Limits): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (bytes > fileBytes)
    throw new Refusal(`files: they hold ${bytes} bytes, and ${fileBytes} are allowed; give less`);
  if (files.length > most)
    throw new Refusal(`files: there are ${files.length}, and ${most} are allowed; give fewer`);
}
