// Passkeys: what the centre asks and what the browser answers, between JSON and bytes.
const bytes = (text: string): Uint8Array<ArrayBuffer> => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

type Json = Record<string, unknown>;
interface Named {
  id: string;
}

/** Credentials are named by bytes. */
const named = (list: unknown) => ((list as Named[] | undefined) ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Whether this browser has passkeys here: it has them on a safe line only. */
export const hasPasskeys = (): boolean => typeof window !== "undefined" && window.isSecureContext && "PublicKeyCredential" in window;

/** Has a passkey made. */
export async function make(options: unknown): Promise<Json> {
  const { publicKey } = options as { publicKey: Json & { challenge: string; user: Json & { id: string } } };
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: named(publicKey.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey: asked })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: {},
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports(),
    },
  };
}

/** Has a passkey sign. */
export async function sign(options: unknown): Promise<Json> {
  const { publicKey } = options as { publicKey: Json & { challenge: string } };
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: named(publicKey.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const signed = (await navigator.credentials.get({ publicKey: asked })) as PublicKeyCredential;
  const response = signed.response as AuthenticatorAssertionResponse;
  return {
    id: signed.id,
    rawId: text(signed.rawId),
    type: signed.type,
    extensions: {},
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}
