// An identity provider as a process of its own: `oidc-provider`, certified by the OpenID Foundation, with one client
// and a page on which anybody may say who he is. `node provider.mjs PORT REDIRECT_URI`; it says `ready` when it is.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "cordon",
      client_secret: "a secret of the client, long enough",
      redirect_uris: [redirect],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub", "amr"] },
  cookies: { keys: ["made up for a journey"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/people/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  // What the centre asks for it may have: a house does not ask its people for leave.
  async loadExistingGrant(context) {
    const grant = new provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

const page = (action) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>市局统一登录</title><link rel="icon" href="data:,">
<main><h1>市局统一登录</h1><form method="post" action="${action}">
<p><label>工号 <input name="account" required autofocus></label></p>
<p><label>口令 <input name="secret" type="password" required></label></p>
<p><label><input name="token" type="checkbox" value="1"> 动态令牌</label></p>
<p><button>登录</button> <button name="leave" value="1" formnovalidate>取消</button></p></form></main></html>`;

async function said(request) {
  let text = "";
  for await (const bytes of request) text += bytes;
  return new URLSearchParams(text);
}

const whole = provider.callback();
const server = createServer(async (request, response) => {
  if (!request.url?.startsWith("/people/")) return whole(request, response);
  if (request.method !== "POST") return response.setHeader("content-type", "text/html").end(page(request.url));
  const form = await said(request);
  const result = form.has("leave")
    ? { error: "access_denied" }
    : { login: { accountId: form.get("account"), amr: form.has("token") ? ["pwd", "otp"] : ["pwd"] } };
  await provider.interactionFinished(request, response, result);
});
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
