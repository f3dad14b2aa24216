import type { JsonObject } from "../../kernel/json.ts";

/** Where messages to a client go that belong to one request of it, besides the answer. Never throws. */
export type Outlet = (message: JsonObject) => void;

/** Takes down what crosses between a client and us. */
export type Tap = (direction: "in" | "out", text: string) => void;
