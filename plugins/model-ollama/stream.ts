import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";

import {
  chunkIn,
  finishOf,
  metadataOf,
  textIn,
  thoughtIn,
  usageOf,
  type AnswerChunk,
} from "./answer.ts";
import { holdFrom } from "./call-text/index.ts";
import { faultOf, type CallParts } from "./client.ts";
import { contentOfNative, contentOfText, type Content } from "./content.ts";
import type { PreparedRequest } from "./request.ts";

type Part = LanguageModelV4StreamPart;

interface StreamContext {
  readonly request: PreparedRequest;
  readonly place: CallParts;
  readonly context: number;
  readonly includeRaw: boolean;
}

/** The client's own word for a stream that ends without its last piece. */
const NO_END = "Did not receive done or success response in stream.";

/** Pieces of an answer as parts of the common interface. Text that may turn out to be a call is held back. */
export async function* streamParts(
  pieces: AsyncIterable<unknown>,
  { request, place, context, includeRaw }: StreamContext,
): AsyncGenerator<Part> {
  const blocks = openBlocks();
  const logprobs: NonNullable<AnswerChunk["logprobs"]> = [];
  let last: AnswerChunk = chunkIn({});
  let held = "";
  let thought = "";
  let calls = 0;
  yield { type: "stream-start", warnings: request.warnings };
  yield { type: "response-metadata", modelId: place.model };
  try {
    for await (const piece of pieces) {
      if (includeRaw) yield { type: "raw", rawValue: piece };
      last = chunkIn(piece);
      logprobs.push(...(last.logprobs ?? []));
      thought += thoughtIn(last);
      yield* blocks.add("reasoning", thoughtIn(last));
      held += textIn(last);
      const safe = request.inText.length === 0 ? held.length : holdFrom(held);
      yield* blocks.add("text", held.slice(0, safe));
      held = held.slice(safe);
      const native = contentOfNative(last.message?.tool_calls ?? [], request.offered);
      calls += native.calls.length;
      yield* contentParts(native, blocks);
    }
  } catch (error) {
    if (!(error instanceof Error && error.message === NO_END)) {
      yield* failed(error, place, last, thought);
      return;
    }
  }
  // Where the server has read calls, the text is not read for more.
  const written = contentOfText(held, calls > 0 ? [] : request.inText);
  calls += written.calls.length;
  yield* contentParts(written, blocks);
  yield* blocks.end();
  yield {
    type: "finish",
    finishReason: finishOf(last, calls),
    usage: usageOf(last, thought),
    providerMetadata: metadataOf(last, logprobs, context),
  };
}

/** What the consumer called off ends as an abort does; anything else is told in the stream. */
async function* failed(
  error: unknown,
  place: CallParts,
  last: AnswerChunk,
  thought: string,
): AsyncGenerator<Part> {
  const fault = faultOf(error, place);
  if (place.signal?.aborted) throw fault;
  yield { type: "error", error: fault };
  yield {
    type: "finish",
    finishReason: { unified: "error", raw: undefined },
    usage: usageOf(last, thought),
  };
}

function* contentParts({ text, calls }: Content, blocks: Blocks): Generator<Part> {
  yield* blocks.add("text", text);
  for (const call of calls) {
    yield* blocks.end();
    const { toolCallId: id, toolName, input } = call;
    yield { type: "tool-input-start", id, toolName };
    yield { type: "tool-input-delta", id, delta: input };
    yield { type: "tool-input-end", id };
    yield call;
  }
}

type Blocks = ReturnType<typeof openBlocks>;

/** Text and reasoning come in blocks, of which one is open at a time. */
function openBlocks() {
  let open: { readonly kind: "text" | "reasoning"; readonly id: string } | null = null;
  let count = 0;
  function* end(): Generator<Part> {
    if (open) yield { type: `${open.kind}-end`, id: open.id };
    open = null;
  }
  function* add(kind: "text" | "reasoning", delta: string): Generator<Part> {
    if (delta === "") return;
    if (open?.kind !== kind) {
      yield* end();
      open = { kind, id: String(count++) };
      yield { type: `${kind}-start`, id: open.id };
    }
    yield { type: `${kind}-delta`, id: open.id, delta };
  }
  return { add, end };
}
