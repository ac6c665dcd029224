// The phrases of a draft out of its lines of the lexicon: only what stands in their lists `zh` and `en`. Pure.

const LIST = /^(?:zh|en)\s*=\s*\[(.*)\]\s*$/;
const TEXT = /"((?:[^"\\]|\\.)*)"/g;

export function phrasesOf(lines: string): string[] {
  const found: string[] = [];
  for (const line of lines.split("\n")) {
    const list = LIST.exec(line.trim())?.[1];
    if (list === undefined) continue;
    for (const [, text = ""] of list.matchAll(TEXT)) found.push(text.replace(/\\(["\\])/g, "$1"));
  }
  return [...new Set(found)];
}
