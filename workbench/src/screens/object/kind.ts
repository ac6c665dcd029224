// What somebody typed, guessed: the kind of object that it probably is. Pure; the officer may choose another.
export const KINDS = ["account", "number", "link", "name_hash", "case"] as const;
export type Kind = (typeof KINDS)[number];

export function guess(text: string): Kind {
  const bare = text.trim().replace(/[\s-]/g, "");
  if (/^cas_[0-9a-f]{32}$/.test(bare) || /^CD\d{8}/i.test(bare)) return "case";
  if (/^[0-9a-f]{64}$/i.test(bare)) return "name_hash";
  if (/^\+/.test(bare) || /^1\d{10}$/.test(bare) || /^\d{3,8}$/.test(bare) || /^0\d{9,11}$/.test(bare)) return "number";
  if (/[./]/.test(bare) && /[a-z]/i.test(bare)) return "link";
  return "account";
}
