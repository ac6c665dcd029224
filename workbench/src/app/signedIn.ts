/** On this channel the window beside a page says that its person has come in. */
export const SIGNED_IN = "cordon.sign-in";
/** Where that window ends. */
export const SIGNED_IN_AT = "/workbench/signed-in";
