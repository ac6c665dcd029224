// A bank of the journey's own, whose orders nobody answers but the journey: so that what happens, happens when it is
// wanted, and no other journey's money is touched.
import { expect } from "vitest";
import { Asker, PASSWORD, base } from "./hands";

/** The first bytes of a JPG, and nothing else of one. */
export const SCAN = "/9j/4AAQSkZJRgD/2Q==";
export const PDF = { name: "scan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 made up") };

let made = Date.now() % 9_000;

export interface Bank {
  id: string;
  code: string;
  name: string;
  /** Its machine's key, and somebody at its desk. */
  key: string;
  desk: string;
}

export async function bank(name: string, wire: "json_form" | "by_hand"): Promise<Bank> {
  const admin = await Asker.of("admin");
  made += 1;
  const code = `9995${String(made).padStart(8, "0")}`;
  const { agency } = await admin.post("/agencies", { code, name, kind: "bank", wires: [wire], limited_stop: true, public_phone: "000-0000-0008" });
  const { key } = await admin.post(`/agencies/${agency}/keys`, {});
  const desk = `desk.${code.slice(-6)}`;
  await admin.post("/officers", { login: desk, name: "柜员丁", seats: [{ agency, role: "desk" }], phone: "000-0000-0008", password: PASSWORD });
  return { id: agency, code, name, key, desk };
}

export interface Loss {
  case: string;
  number: string;
  /** Of the account that was paid. */
  account: string;
  tail: string;
}

/** Whom a victim paid, by the last digits. */
export function payee(): { account: string; tail: string } {
  made += 1;
  const tail = String(made).padStart(4, "0");
  return { account: `999999470000${tail}`, tail };
}

/** A loss between two customers of one bank, whose reporter is known. */
export async function loss(by: Asker, at: Bank, to = payee(), yuan = "8000.00"): Promise<Loss> {
  const { now } = await by.get("/sessions/me");
  const side = (number: string, holder: string) => ({ institution_code: at.code, number, holder, class: "personal" });
  const transfer = {
    from: side(`999999460000${to.tail}`, "测试甲"),
    to: side(to.account, "测试丙"),
    amount: { amount: yuan, currency: "CNY" },
    at: new Date(Date.parse(now) - 120_000).toISOString(),
    channel: "mobile_bank",
  };
  const reporter = { name: "测试甲", id_type: "身份证", id_number: "99000019000101001X", phone: "19900000001" };
  const filed = await by.post("/reports", { reporter, transfers: [transfer], scam_type: "T04", narrative: "测试" });
  return { case: filed.case, number: filed.number, ...to };
}

/** The victim signs; the stop has left. */
export async function stopped(by: Asker, of: Loss): Promise<string> {
  const { sent } = await by.post(`/cases/${of.case}/papers`, { content: SCAN });
  expect(sent.length, "the stop has left").toBe(1);
  return sent[0];
}

/** The desk of the bank answers that it is done. */
export async function done(at: Bank, order: string, more: object = {}): Promise<void> {
  const desk = await Asker.of(at.desk);
  await desk.post(`/inbox/orders/${order}/receipts`, { form: "cordon-receipt/1", order, result: "done", code: "0000", ...more });
}

/** The machine of the bank tells of a hold of its own. */
export async function hold(at: Bank, to: { account: string }, reference: string): Promise<string> {
  const { now } = await (await Asker.of("officer3")).get("/sessions/me");
  const body = { form: "cordon-hold/1", reference, account: { number: to.account, holder: "测试丙", class: "personal" }, held: { amount: "8000.00", currency: "CNY" }, from: now, reason: "短时间内大额转入后试图取现" };
  const answer = await fetch(`${base}/api/v1/inbox/holds`, { method: "POST", headers: { authorization: `Bearer ${at.key}`, "content-type": "application/json", "idempotency-key": `journey-${reference}` }, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`the hold was not taken: ${JSON.stringify(told)}`);
  return told.measure;
}
