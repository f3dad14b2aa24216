import {
  createRequestStateCodec,
  inputRequired,
  ProtocolError,
} from "@modelcontextprotocol/server";
import type { CallToolResult, GetPromptResult, ServerContext } from "@modelcontextprotocol/server";

/** Anything that a client is asked during a request. */
export interface Question {
  readonly method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  readonly params: Record<string, unknown>;
}

export type Answers = Record<string, Record<string, unknown>>;

/** Ends a round: its client is asked, and comes back. */
export class MoreNeeded extends Error {
  readonly questions: Record<string, Question>;
  /** What has been answered before. */
  readonly answers: Answers;

  constructor(questions: Record<string, Question>, answers: Answers) {
    super("more is needed of the client");
    this.questions = questions;
    this.answers = answers;
  }
}

/** Asks several things at once, each under its own key. */
export type Ask = (questions: Record<string, Question>) => Promise<Answers>;

const codec = createRequestStateCodec<Answers>({ key: crypto.getRandomValues(new Uint8Array(32)) });

/** Asks as the era of the client has it: by requests of the server, or by a round. */
export async function answering<R extends CallToolResult | GetPromptResult>(
  era: "legacy" | "modern",
  context: ServerContext,
  run: (ask: Ask) => Promise<R>,
): Promise<R | ReturnType<typeof inputRequired>> {
  if (era === "legacy") return run((questions) => askNow(questions, context));
  const state = context.mcpReq.requestState<unknown>();
  const before = typeof state === "string" ? await opened(state) : {};
  const given = { ...before, ...(context.mcpReq.inputResponses as Answers | undefined) };
  try {
    return await run(async (questions) => {
      if (Object.keys(questions).every((key) => given[key] !== undefined)) return given;
      throw new MoreNeeded(questions, before === given ? {} : given);
    });
  } catch (error) {
    if (!(error instanceof MoreNeeded)) throw error;
    const open = Object.entries(error.questions).filter(([key]) => given[key] === undefined);
    const requestState = await codec.mint(error.answers);
    return inputRequired({ inputRequests: Object.fromEntries(open) as never, requestState });
  }
}

async function opened(state: string): Promise<Answers> {
  try {
    return await codec.verify(state, undefined as never);
  } catch {
    throw new ProtocolError(-32602, "Invalid or expired requestState");
  }
}

async function askNow(
  questions: Record<string, Question>,
  { mcpReq }: ServerContext,
): Promise<Answers> {
  const answers = Object.entries(questions).map(async ([key, { method, params }]) => {
    if (method === "elicitation/create") return [key, await mcpReq.elicitInput(params as never)];
    if (method === "roots/list") return [key, await mcpReq.send({ method })];
    return [key, await mcpReq.requestSampling(params as never)];
  });
  return Object.fromEntries(await Promise.all(answers)) as Answers;
}
