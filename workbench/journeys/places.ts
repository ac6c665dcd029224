// Every screen that an officer comes to: its name, its address in this town, and what is there when it has come.
import type { Asker } from "./hands";

export interface Place {
  name: string;
  path: string;
  there: string;
  /** Its rows may come in another order: what one moment brought has none among itself. */
  ties?: true;
  /** Also seen where the system chooses the colours. */
  forced?: true;
}

/** The case of the greatest loss has the most to show. */
export async function screens(by: Asker): Promise<Place[]> {
  const { items } = await by.get("/cases?limit=200");
  const loss = (line: { bar: { loss: { amount: string } } }) => Number(line.bar.loss.amount);
  const most = items.sort((a: never, b: never) => loss(b) - loss(a))[0].case.id;
  return [
    { name: "queue", path: "queue?show=all", there: ".queue-side .facts", ties: true, forced: true },
    { name: "intake", path: "intake", there: ".go-now" },
    { name: "cases", path: "cases", there: ".case-row.chosen" },
    { name: "case", path: `cases/${most}`, there: ".voids li", ties: true, forced: true },
    { name: "flow", path: `cases/${most}/flow`, there: ".chosen", forced: true },
    { name: "freeze", path: `cases/${most}/freeze`, there: ".freeze-ready li", ties: true },
    { name: "holds", path: "holds", there: ".shelf h1" },
    { name: "carry", path: "carry", there: ".shelf h1" },
    { name: "rushes", path: "rushes", there: ".shelf h1" },
    { name: "watch", path: "watch", there: ".shelf h1" },
    { name: "watch-new", path: "watch/new", there: ".watch-lines", ties: true },
    { name: "alarms", path: "alarms", there: ".shelf h1" },
    { name: "radar", path: "radar", there: ".shelf h1" },
    { name: "lists", path: "lists", there: ".look" },
    { name: "appeals", path: "appeals", there: ".shelf h1" },
    { name: "objections", path: "appeals?of=objections", there: ".shelf h1" },
    { name: "look-up", path: "look-up", there: ".object-ask" },
    { name: "rules", path: "rules", there: ".rules-band" },
    { name: "rules-new", path: "rules/new", there: ".editor" },
    { name: "orders", path: "orders", there: ".shelf-side .facts", ties: true },
    { name: "measures", path: "measures?state=in_force", there: ".shelf-side .facts", ties: true },
    { name: "watches", path: "orders/watches", there: ".shelf h1", ties: true },
    { name: "reviews", path: "reviews?show=all", there: ".shelf-side .facts", ties: true },
    { name: "numbers", path: "numbers", there: ".number-draft" },
    { name: "settings", path: "settings", there: ".norm-value" },
    { name: "settings-lexicon", path: "settings?of=lexicon", there: ".lexicon-phrases" },
    { name: "account", path: "account", there: ".sessions tbody tr" },
  ];
}
