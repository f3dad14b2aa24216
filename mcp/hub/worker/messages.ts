/** What crosses between the hub and a server's thread. Messages cross as the text that a child process would see. */
export type ToWorker =
  | { readonly is: "begin"; readonly module: string; readonly options: object }
  | { readonly is: "message"; readonly text: string }
  | { readonly is: "end" };

export type FromWorker =
  | { readonly is: "ready" }
  | { readonly is: "failed"; readonly why: string }
  | { readonly is: "message"; readonly text: string }
  | { readonly is: "closed" };
