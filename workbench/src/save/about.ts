// What stands above a table that leaves the page: who took it out, when, as of when, what it covers.
import { useCallback } from "react";
import { centreNow } from "../app/clock";
import { useLang } from "../app/lang";
import { useSession } from "../app/session";
import { moment } from "../say/time";
import type { Sheet } from "./sheet";

/** Of what kind a table is, without who and when. */
export interface Draft extends Omit<Sheet, "about"> {
  /** The moment its data are of. */
  asOf: number | string;
  /** What was asked for, and what was left out. */
  scope: string[];
}

/** Makes a table of a draft, in the name of who is signed in. */
export function useSheet() {
  const { t } = useLang();
  const { me } = useSession();
  return useCallback(
    (draft: Draft): Sheet => {
      const { asOf, scope, ...table } = draft;
      return {
        ...table,
        // A file that leaves a drill says so in its name as well.
        title: me?.drill ? `${t.drillName} ${table.title}` : table.title,
        about: [
          ...(me?.drill ? [[t.drillName, t.drill] as [string, string]] : []),
          [t.save.by, me ? `${me.name} (${me.login})` : ""],
          [t.save.at, moment(centreNow())],
          [t.save.asOf, moment(asOf)],
          [t.save.scope, [...scope, t.save.rows(table.rows.length)].join(" · ")],
          [t.save.maskName, `${t.save.amountUnit}; ${t.save.mask}`],
        ],
      };
    },
    [t, me],
  );
}
