// The sections of the settings, and who may do something in each; none: whoever works here may read it.
export type Section = "norms" | "officers" | "agencies" | "lexicon" | "protections";

export const SECTIONS: { name: Section; roles?: string[] }[] = [
  { name: "norms" },
  { name: "officers", roles: ["administrator"] },
  { name: "agencies", roles: ["administrator"] },
  { name: "lexicon" },
  { name: "protections", roles: ["supervisor", "administrator"] },
];

/** What an address may ask for. */
export const sectionOf = (text: unknown): Section | undefined => SECTIONS.find((section) => section.name === text)?.name;
