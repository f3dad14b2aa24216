import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from "@ai-sdk/provider";

/** The same answer, word by word. */
export function streamOf(
  result: LanguageModelV4GenerateResult,
): ReadableStream<LanguageModelV4StreamPart> {
  const { content, finishReason, usage, warnings } = result;
  const parts = content.flatMap((part, index): LanguageModelV4StreamPart[] => {
    if (part.type === "tool-call") return [part];
    if (part.type !== "text") return [];
    const id = String(index);
    const words = part.text.match(/\s*\S+\s*$|\s*\S+|\s+/g) ?? [];
    return [
      { type: "text-start", id },
      ...words.map((delta) => ({ type: "text-delta" as const, id, delta })),
      { type: "text-end", id },
    ];
  });
  const all: LanguageModelV4StreamPart[] = [
    { type: "stream-start", warnings },
    ...parts,
    { type: "finish", usage, finishReason },
  ];
  return new ReadableStream({
    start(controller) {
      for (const part of all) controller.enqueue(part);
      controller.close();
    },
  });
}
