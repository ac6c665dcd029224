// The button under which files are offered. What writes them is loaded when one is asked for.
import { useEffect, useRef, useState } from "react";
import { centreNow } from "../app/clock";
import { useLang } from "../app/lang";
import { moment } from "../say/time";
import { Notice } from "../ui/Notice";
import { type Draft, useSheet } from "./about";

export interface Choice {
  label: string;
  run(): void | Promise<void>;
}

/** Closes a menu of `details` when somebody goes elsewhere. */
export function useMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => {
      const inside = event.target instanceof Node && menu.current?.contains(event.target);
      const left = event instanceof KeyboardEvent ? event.key === "Escape" : !inside;
      if (!menu.current?.open || !left) return;
      menu.current.open = false;
      if (inside) menu.current.querySelector("summary")?.focus();
    };
    window.addEventListener("pointerdown", outside);
    window.addEventListener("keydown", outside);
    return () => {
      window.removeEventListener("pointerdown", outside);
      window.removeEventListener("keydown", outside);
    };
  }, []);
  return menu;
}

/** The two files of some tables: the first as CSV, all as a workbook. */
export function useFiles() {
  const { t } = useLang();
  const sheet = useSheet();
  return (drafts: () => [Draft, ...Draft[]], of?: string): Choice[] => {
    const at = () => moment(centreNow()).slice(0, 16);
    const said = (kind: string) => (of ? `${of} · ${kind}` : kind);
    return [
      {
        label: said(t.save.csv),
        run: async () => (await import("./save")).saveCsv(sheet(drafts()[0]), at()),
      },
      {
        label: said(t.save.xlsx),
        run: async () => {
          const [first, ...more] = drafts();
          await (await import("./save")).saveXlsx(sheet(first), more.map(sheet), at());
        },
      },
    ];
  };
}

export function SaveMenu({ choices }: { choices: Choice[] }) {
  const { t } = useLang();
  const menu = useMenu();
  const [failed, setFailed] = useState(false);
  const print: Choice = { label: t.save.print, run: () => window.print() };
  const chosen = async (choice: Choice) => {
    if (menu.current) menu.current.open = false;
    setFailed(false);
    try {
      await choice.run();
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      {failed ? <Notice kind="bad">{t.save.failed}</Notice> : null}
      <details className="menu no-print" ref={menu}>
        <summary>{t.save.menu}</summary>
        <div>
          {[...choices, print].map((choice) => (
            <button key={choice.label} type="button" onClick={() => void chosen(choice)}>
              {choice.label}
            </button>
          ))}
        </div>
      </details>
    </>
  );
}
