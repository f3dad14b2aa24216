/** A cell said what no cell of ours says: it is broken or taken over, and it is killed. */
export class ProtocolBreach extends Error {
  override readonly name = "ProtocolBreach";
}

/** A cell that could not be started or went away while it was asked for something; the message is for people. */
export class CellError extends Error {
  override readonly name = "CellError";
}
