// The one door to the centre: typed from its description, the session in a cookie that scripts cannot read.
import createClient from "openapi-fetch";
import { UNATTENDED, isAway } from "./attended";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Amount = Schemas["Amount"];
export type WaitingLine = Schemas["WaitingLineBody"];
export type CaseDetail = Schemas["CaseDetailBody"];
export type Order = Schemas["OrderBody"];
export type Measure = Schemas["MeasureBody"];
export type Receipt = Schemas["ReceiptBody"];
export type Entry = Schemas["EntryBody"];
export type Agency = Schemas["AgencyBody"];
export type Picture = Schemas["PictureBody"];
export type Me = Schemas["SessionShown"];

/** What the centre says instead of an answer; both languages, and what to do next. */
export interface ProblemBody {
  title: string;
  title_zh: string;
  status: number;
  detail?: string;
  code: string;
  next?: { zh: string; en: string };
}

/** A refusal of the centre, or a line that broke (`status` 0). */
export class Problem extends Error {
  constructor(readonly body: ProblemBody) {
    super(body.code);
  }

  get status(): number {
    return this.body.status;
  }

  /** Whether the act may have been done all the same: ask again with the same key. */
  get uncertain(): boolean {
    return this.status === 0 || this.status === 503;
  }
}

const broken: ProblemBody = {
  title: "no line to the centre",
  title_zh: "与中心的连接中断",
  status: 0,
  code: "no_line",
  next: { zh: "检查网络后再试；已填的内容不会丢", en: "check the network and try again; what was typed is kept" },
};

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });

api.use({
  onRequest({ request }) {
    if (request.method === "GET" && isAway()) request.headers.set(UNATTENDED, "1");
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or a `Problem`. */
export async function told<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch {
    throw new Problem(broken);
  }
  if (answer.response.ok) return answer.data as T;
  const body = answer.error as Partial<ProblemBody> | undefined;
  if (body?.code) throw new Problem(body as ProblemBody);
  throw new Problem({ ...broken, status: answer.response.status, code: `http_${answer.response.status}` });
}

/** A fresh key for a new act. Not `randomUUID`: an intranet page may have no secure context. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const keyed = (key: string) => ({ "Idempotency-Key": key });
