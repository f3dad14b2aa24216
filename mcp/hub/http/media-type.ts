/** The media type of a body without its parameters, "" when the server names none. */
export function mediaType(response: Response): string {
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

export function isEventStream(response: Response): boolean {
  return mediaType(response) === "text/event-stream";
}
