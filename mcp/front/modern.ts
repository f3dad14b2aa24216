import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { takesTasks } from "./capability.ts";
import type { Changes } from "./changes.ts";
import { clientId } from "./client-id.ts";
import { completed, faultFor } from "./completed.ts";
import type { Conversation, FrontClient, Principal } from "./desk.ts";
import { readEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { errorMessage, metaOf, notificationMessage, resultMessage } from "./message.ts";
import type { Request } from "./message.ts";
import { methodOf } from "./methods.ts";
import type { House } from "./methods.ts";
import { ModernCall } from "./modern-call.ts";
import type { Outlet } from "./outlet.ts";
import type { Parking } from "./parking.ts";
import { errorCode } from "./protocol.ts";
import { bindingOf, isOurs } from "./request-state.ts";
import { Subscription } from "./subscription.ts";

export interface Answer {
  readonly message: JsonObject;
  /** For HTTP. */
  readonly status: number;
  /** Who it was, if the request could say it. */
  readonly client?: string;
}

/** Faults of what was asked for at all; others are an answer like any, and HTTP has nothing to say of them. */
const statuses: ReadonlyMap<number, number> = new Map([
  [errorCode.methodNotFound, 404],
  [errorCode.invalidParams, 400],
  [errorCode.unsupportedVersion, 400],
]);

/** The others must not be answered `input_required`. */
const mayAsk: ReadonlySet<string> = new Set(["tools/call", "prompts/get", "resources/read"]);

async function refuseToAsk(method: string): Promise<JsonObject> {
  throw new RequestFault(
    errorCode.methodNotFound,
    `A client is not asked ${method} at this moment.`,
  );
}

/** Serves the requests of stateless clients, whatever carries them. */
export class Modern {
  readonly #house: House;
  readonly #parking: Parking;
  readonly #changes: Changes;

  constructor(house: House, parking: Parking, changes: Changes) {
    this.#house = house;
    this.#parking = parking;
    this.#changes = changes;
  }

  /** `signal` ends with whoever waits for the answer. Never throws. */
  async answer(
    request: Request,
    principal: Principal,
    outlet: Outlet,
    signal: AbortSignal,
  ): Promise<Answer> {
    let envelope: Envelope;
    try {
      envelope = readEnvelope(request.params);
      if (methodOf("modern", request.method, this.#house) === undefined) {
        throw new RequestFault(errorCode.methodNotFound, `Method not found: ${request.method}`);
      }
    } catch (error) {
      return refusal(request, error);
    }
    const client = clientId(principal, envelope);
    try {
      const result = await this.#round(request, principal, envelope, client, outlet, signal);
      const whole = completed("modern", request.method, result, this.#house.identity);
      return { message: resultMessage(request.id, whole), status: 200, client };
    } catch (error) {
      const fault = faultFor("modern", error);
      const status = fault.code === errorCode.missingCapability ? 400 : 200;
      return { message: errorMessage(request.id, fault), status, client };
    }
  }

  /** `subscriptions/listen`. Never throws. */
  async listen(
    request: Request,
    principal: Principal,
    outlet: Outlet,
  ): Promise<Answer | { readonly subscription: Subscription }> {
    try {
      const envelope = readEnvelope(request.params);
      const id = clientId(principal, envelope);
      const notify = (method: string, params: JsonObject): void =>
        outlet(notificationMessage(method, params));
      const client = clientOf(id, principal, envelope, { ask: refuseToAsk, notify });
      const subscription = new Subscription(request, outlet);
      await subscription.open(this.#changes, client);
      return { subscription };
    } catch (error) {
      return refusal(request, error);
    }
  }

  /** What this principal was asked it will not answer any more. */
  left(principal: string): void {
    this.#parking.close(principal);
  }

  async #round(
    { method, params }: Request,
    principal: Principal,
    envelope: Envelope,
    id: string,
    outlet: Outlet,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { inputResponses, requestState } = params;
    const responses = inputResponses === undefined ? {} : readResponses(inputResponses);
    const binding = (): string => bindingOf(principal.id, id, method, params);
    let call: ModernCall;
    if (isOurs(requestState)) {
      const taken = this.#parking.take(requestState, binding());
      call = taken.call;
      // A state of an earlier round: its answers have been taken, it waits for what comes of them.
      if (taken.current) call.answer(responses);
    } else {
      call = this.#begin(method, params, principal, envelope, id);
    }
    const leave = (): void => {
      this.#parking.leave(call);
      call.cancel(signal.reason);
    };
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    try {
      const { progressToken, logLevel } = envelope;
      const outcome = await call.next({ outlet, progressToken, logLevel });
      if (outcome.kind === "asked") {
        const state = this.#parking.park(call, principal.id, binding());
        const { inputRequests } = outcome;
        return { resultType: "input_required", inputRequests, requestState: state };
      }
      this.#parking.leave(call);
      return outcome.result;
    } catch (error) {
      this.#parking.leave(call);
      throw error;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  #begin(
    method: string,
    params: JsonObject,
    principal: Principal,
    envelope: Envelope,
    id: string,
  ): ModernCall {
    const { capabilities } = envelope;
    const call = new ModernCall(capabilities);
    const ask = mayAsk.has(method) ? call.ask : refuseToAsk;
    const client = clientOf(id, principal, envelope, { ask, notify: call.notify });
    const at: Conversation = {
      client,
      signal: call.signal,
      params,
      meta: metaOf(params),
      takesTask: takesTasks(capabilities),
    };
    const serve = methodOf("modern", method, this.#house);
    call.start(async () => (serve === undefined ? {} : serve(params, at, this.#house)));
    return call;
  }
}

function clientOf(
  id: string,
  principal: Principal,
  { name, capabilities, logLevel }: Envelope,
  ways: Pick<FrontClient, "ask" | "notify">,
): FrontClient {
  // Asking for roots would cost each client a round; one that wants a folder says so by its principal.
  const dir = async (): Promise<string | null> => principal.dir;
  return { id, era: "modern", principal, name, capabilities, logLevel, ...ways, dir };
}

function refusal(request: Request, error: unknown): Answer {
  const fault = faultFor("modern", error);
  return { message: errorMessage(request.id, fault), status: statuses.get(fault.code) ?? 500 };
}

function readResponses(value: unknown): JsonObject {
  if (!isObject(value)) {
    throw new RequestFault(errorCode.invalidParams, "inputResponses: must be an object");
  }
  for (const [key, response] of Object.entries(value)) {
    if (isObject(response)) continue;
    const message = `inputResponses.${key}: must be an object, the answer to the request of this key`;
    throw new RequestFault(errorCode.invalidParams, message);
  }
  return value;
}
