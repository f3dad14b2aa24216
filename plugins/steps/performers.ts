/** What the kernel's commands are performed by. */
export { openApproval } from "./approval.ts";
export { begin } from "./begin.ts";
export { callTool } from "./call.ts";
export { conclude, concludeBroken } from "./conclude.ts";
export { consult } from "./consult.ts";
export { closeFan, expand } from "./fan-out.ts";
export { judge } from "./judge.ts";
export { settle } from "./settle.ts";
export { watch } from "./watch.ts";
