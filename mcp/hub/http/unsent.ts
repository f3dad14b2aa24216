/** What was asked for was not done, for nobody took the request: the message says why and what to do. */
export class Unsent extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Unsent";
  }
}
