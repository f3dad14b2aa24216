import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Caller } from "../caller.ts";
import { unlessAborted } from "../waiting.ts";
import { canAnswer, described, isQuestion } from "./capabilities.ts";

const invalidParams = -32602;
const internalError = -32603;
/** A server that still asks after so many rounds asks for ever. */
const maxRounds = 20;
/** Between two rounds in which it asked for nothing but another try: times the number of the round. */
const pauseMs = 50;

/**
 * Goes on with a request until its answer is final: what a modern server asks with `input_required` is answered by the
 * caller, as it would be asked by a legacy server.
 */
export async function answerInput(
  send: (params: JsonObject) => Promise<JsonObject>,
  params: JsonObject,
  caller: Caller | undefined,
  signal: AbortSignal,
): Promise<JsonObject> {
  let answer = await send(params);
  for (let round = 1; answer["resultType"] === "input_required"; round += 1) {
    if (round > maxRounds) {
      throw new RequestFault(internalError, `It still asked after ${maxRounds} rounds of answers.`);
    }
    const { inputRequests, requestState } = answer;
    const isAsked = isObject(inputRequests);
    if (!isAsked) await Bun.sleep(pauseMs * round);
    signal.throwIfAborted();
    answer = await send({
      ...params,
      ...(isAsked && { inputResponses: await answerAll(inputRequests, caller, signal) }),
      ...(requestState !== undefined && { requestState }),
    });
  }
  return answer;
}

/** Every question at once; when one has no answer, the others need none. */
async function answerAll(
  requests: JsonObject,
  caller: Caller | undefined,
  signal: AbortSignal,
): Promise<JsonObject> {
  const given = new AbortController();
  const either = AbortSignal.any([signal, given.signal]);
  const answers = Object.entries(requests).map(async ([key, request]) => {
    if (!isObject(request) || typeof request["method"] !== "string") {
      throw new RequestFault(internalError, `The server's question "${key}" cannot be read.`);
    }
    const { method } = request;
    const params = isObject(request["params"]) ? request["params"] : {};
    if (caller === undefined) {
      throw new RequestFault(
        internalError,
        `It asks for ${method}, and a run at a terminal answers no questions of servers. Call the tool from an MCP client.`,
      );
    }
    if (!isQuestion(method) || !canAnswer(caller, method, params)) {
      throw new RequestFault(
        invalidParams,
        `The client does not support ${described(method, params)}.`,
      );
    }
    return [key, await unlessAborted(either, caller.ask(method, params, either))] as const;
  });
  try {
    return Object.fromEntries(await Promise.all(answers));
  } catch (error) {
    given.abort(error);
    throw error;
  }
}
