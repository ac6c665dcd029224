// A turn cut where phrases were found in it. Phrases may overlap: a piece bears all that lie over it.

export interface Found {
  /** Characters as people count them, half open. */
  from: number;
  to: number;
}

export interface Piece<F extends Found> {
  text: string;
  found: F[];
}

export function pieces<F extends Found>(text: string, findings: F[]): Piece<F>[] {
  // As the centre counts: by character, not by the halves of which a string consists.
  const letters = Array.from(text);
  const real = findings.filter((one) => one.from < one.to && one.from < letters.length);
  const cuts = [...new Set([0, letters.length, ...real.flatMap((one) => [one.from, Math.min(one.to, letters.length)])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, at) => {
    const to = cuts[at + 1] ?? from;
    return { text: letters.slice(from, to).join(""), found: real.filter((one) => one.from <= from && one.to >= to) };
  });
}

/** Lines of a conversation: `A:` or `甲：` before the caller's words, `B:` or `乙：` before the other's; else the caller's. */
export function turnsOf(text: string): { side: "caller" | "other"; text: string }[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const said = /^([ABab甲乙])\s*[:：]\s*(.*)$/.exec(line);
      if (!said?.[2]) return { side: "caller", text: line };
      return { side: /[Bb乙]/.test(said[1] ?? "") ? "other" : "caller", text: said[2] };
    });
}
