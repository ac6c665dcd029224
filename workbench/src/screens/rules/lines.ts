// Lines of a text by their numbers, counted from 1. Pure.

/** How many lines a text has; one that ends with a line end has an empty one after it. */
export const lineCount = (text: string): number => text.split("\n").length;

/** Where a line begins and ends; the last one where there are fewer. */
export function lineSpan(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const at = Math.max(0, Math.min(lines.length, line) - 1);
  const from = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  return [from, from + (lines[at]?.length ?? 0)];
}

/** What the centre takes for a file's name. */
export const isFileName = (name: string): boolean => /^[a-z0-9_-]{1,59}\.toml$/.test(name);
