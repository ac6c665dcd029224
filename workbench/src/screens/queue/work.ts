// Taking lines in hand, putting them back, giving and putting off: acts of the queue, for one line or many.
import { type Schemas, type WaitingLine, api, keyed, told } from "../../api/client";
import { useAct } from "../../ui/act";

export type RowDone = Schemas["RowDoneBody"];
export type WorkRow = Schemas["WorkRowBody"];

/** One act is about so many lines at most. */
export const AT_ONCE_MAX = 100;

export const rowsOf = (lines: WaitingLine[]): WorkRow[] => lines.map(({ wait, id }) => ({ wait, id }));

export const useTakeNext = (after: (taken: RowDone | null) => void) =>
  useAct(
    (body: { overdue: boolean }, key) => told(api.POST("/api/v1/waiting/next", { params: { header: keyed(key) }, body })),
    (done) => after(done.taken ?? null),
  );

export const useTakeUp = () =>
  useAct((rows: WorkRow[], key) => told(api.POST("/api/v1/waiting/take", { params: { header: keyed(key) }, body: { rows } })));

export const usePutBack = () =>
  useAct((rows: WorkRow[], key) => told(api.POST("/api/v1/waiting/put-back", { params: { header: keyed(key) }, body: { rows } })));

export const useAssign = () =>
  useAct((body: { rows: WorkRow[]; to: string }, key) => told(api.POST("/api/v1/waiting/assign", { params: { header: keyed(key) }, body })));

export const usePutOff = () =>
  useAct((body: { rows: WorkRow[]; until: string; reason: string }, key) =>
    told(api.POST("/api/v1/waiting/put-off", { params: { header: keyed(key) }, body })),
  );
