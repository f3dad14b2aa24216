import { RequestFault } from "../fault.ts";
import { errorCode } from "./protocol.ts";

/** Why work for a client ends that is not there any more: no fault of ours, and nothing for the log. */
export function clientLeft(): RequestFault {
  return new RequestFault(errorCode.server, "The client has left.");
}
