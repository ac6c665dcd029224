// A password that somebody reads out over a telephone: no letters that look or sound like another.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Sixteen letters in fours, some 79 bits. */
export function freshPassword(): string {
  const bytes = new Uint8Array(64);
  const letters: string[] = [];
  while (letters.length < 16) {
    crypto.getRandomValues(bytes);
    // What would make some letters likelier than others is left out.
    for (const byte of bytes) if (byte < 248 && letters.length < 16) letters.push(LETTERS[byte % LETTERS.length] ?? "");
  }
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join("")).join("-");
}
