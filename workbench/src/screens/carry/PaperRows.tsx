// The movements of a paper as a table to type into or to paste into: what is wrong stands beside its line.
import { Button, Checkbox, FileButton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, type KeyboardEvent, memo, useCallback, useEffect, useId, useRef, useState } from "react";
import { agenciesQuery } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { textOf } from "../box/decode";
import { type Cells, type Column } from "../box/told";
import { type Paper, ROWS_MAX, type WrongRow, countOf, nextRow, noRow, pasted, wrongPeriod, wrongRows } from "./rows";
import { en, zh } from "./words";
import "./rows.css";

/** In the order in which paper has them. */
const ORDER: Column[] = ["at", "side", "amount", "balance", "account", "holder", "bank", "exit", "serial", "remark"];
const WRONG_SHOWN_MAX = 8;
const MAX: Record<Column, number> = { at: 20, side: 8, amount: 20, balance: 20, serial: 100, account: 30, holder: 100, bank: 60, remark: 300, exit: 12 };

/** Institutions that keep accounts, by name and code. */
export function useBanks() {
  const { data } = useQuery(agenciesQuery);
  return (data ?? []).filter((agency) => agency.kind === "bank" || agency.kind === "payment_firm");
}

interface RowProps {
  at: number;
  row: Cells;
  wrong: Column[] | undefined;
  banks: string;
  change(at: number, column: Column, value: string): void;
  paste(at: number, text: string): boolean;
  enter(at: number): void;
  remove(at: number): void;
}

const Row = memo(function Row({ at, row, wrong, banks, change, paste, enter, remove }: RowProps) {
  const w = useWords(zh, en).rows;
  const number = at + 1;
  const common = (column: Column) => ({
    "aria-label": w.cell(number, w.columns[column]),
    "aria-invalid": wrong?.includes(column) || undefined,
    value: row[column],
    onChange: (event: { currentTarget: { value: string } }) => change(at, column, event.currentTarget.value),
  });
  const choice = (column: "side" | "exit", words: Record<string, string>) => (
    <select {...common(column)}>
      <option value="" />
      {Object.entries(words).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
      {row[column] !== "" && !(row[column] in words) ? <option value={row[column]}>{row[column]}</option> : null}
    </select>
  );
  return (
    <div
      className="moved-row"
      role="group"
      aria-label={w.row(number)}
      onPaste={(event: ClipboardEvent) => {
        if (paste(at, event.clipboardData.getData("text/plain"))) event.preventDefault();
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing || event.target instanceof HTMLButtonElement) return;
        // The next line, not the whole form.
        event.preventDefault();
        enter(at);
      }}
    >
      <span className="moved-no num" aria-hidden="true">
        {number}
      </span>
      {ORDER.map((column) => (
        <label key={column} className={`moved-${column}`}>
          <span aria-hidden="true">{w.columns[column]}</span>
          {column === "side" ? (
            choice("side", w.sides)
          ) : column === "exit" ? (
            choice("exit", w.exits)
          ) : (
            <input {...common(column)} maxLength={MAX[column]} autoComplete="off" spellCheck={false} list={column === "bank" ? banks : undefined} inputMode={column === "amount" || column === "balance" ? "decimal" : undefined} />
          )}
        </label>
      ))}
      <button type="button" className="moved-remove" aria-label={w.remove(number)} title={w.remove(number)} onClick={() => remove(at)}>
        ×
      </button>
    </div>
  );
});

function WrongLines({ of }: { of: WrongRow[] }) {
  const w = useWords(zh, en).rows;
  return (
    <div role="status" className="moved-wrong">
      {of.slice(0, WRONG_SHOWN_MAX).map(({ row, columns }) => (
        <div key={row} className="hint warn">
          {w.wrong(row, columns.map((column) => w.bad[column]))}
        </div>
      ))}
      {of.length > WRONG_SHOWN_MAX ? <div className="hint warn">{w.more(of.length - WRONG_SHOWN_MAX)}</div> : null}
    </div>
  );
}

export function PaperRows({ paper, set }: { paper: Paper; set(to: (before: Paper) => Paper): void }) {
  const w = useWords(zh, en).rows;
  const banks = useBanks();
  const list = useId();
  const table = useRef<HTMLDivElement>(null);
  // A line that is asked for gets the hand when it is there.
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const first = table.current?.querySelectorAll<HTMLInputElement>(".moved-at input")[wanted];
    first?.focus();
    first?.setSelectionRange(first.value.length, first.value.length);
    setWanted(null);
  }, [wanted]);
  const rows = useCallback((to: (rows: Cells[]) => Cells[]) => set((before) => ({ ...before, rows: to(before.rows) })), [set]);
  const change = useCallback((at: number, column: Column, value: string) => rows((all) => all.map((row, of) => (of === at ? { ...row, [column]: value } : row))), [rows]);
  const paste = useCallback(
    (at: number, text: string) => {
      if (pasted([], 0, text) === null) return false;
      rows((all) => pasted(all, at, text) ?? all);
      return true;
    },
    [rows],
  );
  const enter = useCallback(
    (at: number) => {
      rows((all) => (at + 1 < all.length ? all : [...all, nextRow(all[at])]));
      setWanted(at + 1);
    },
    [rows],
  );
  const remove = useCallback(
    (at: number) => {
      rows((all) => (all.length > 1 ? all.filter((_, of) => of !== at) : [noRow()]));
      setWanted(Math.max(0, at - 1));
    },
    [rows],
  );
  const read = async (file: File | null) => {
    const text = file && textOf(await file.arrayBuffer());
    if (text) rows((all) => pasted(all, all.length, text) ?? all);
  };
  const wrong = wrongRows(paper.rows, banks);
  const period = wrongPeriod(paper, centreNow());
  const told = countOf(paper);
  const field = (name: "from" | "until") => (
    <TextInput
      label={w[name]}
      description={name === "from" ? w.fromHint : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      type="datetime-local"
      value={paper[name]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        set((before) => ({ ...before, [name]: value }));
      }}
      error={period[name] && (told > 0 || period[name] !== "needed") ? w.periods[period[name]] : undefined}
      required={name === "until" && paper.complete && told > 0}
    />
  );
  return (
    <fieldset className="moved">
      <legend>{w.title}</legend>
      <p className="dim small">{w.lead}</p>
      <div className="moved-period">
        {field("from")}
        {field("until")}
        <Checkbox
          label={w.complete}
          checked={paper.complete}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            set((before) => ({ ...before, complete: checked }));
          }}
        />
      </div>
      <div className="moved-rows" ref={table}>
        <div className="moved-row moved-head" aria-hidden="true">
          <span />
          {ORDER.map((column) => (
            <span key={column}>{w.columns[column]}</span>
          ))}
          <span />
        </div>
        {paper.rows.map((row, at) => (
          // A line has no name of its own; all that it shows stands in `row`.
          <Row key={at} at={at} row={row} wrong={wrong.find((one) => one.row === at + 1)?.columns} banks={list} change={change} paste={paste} enter={enter} remove={remove} />
        ))}
      </div>
      <datalist id={list}>
        {banks.map((bank) => (
          <option key={bank.code} value={bank.name} />
        ))}
      </datalist>
      <div className="moved-tools">
        <Button variant="default" size="compact-sm" onClick={() => enter(paper.rows.length - 1)}>
          {w.add}
        </Button>
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm">
              {w.file}
            </Button>
          )}
        </FileButton>
        <span className={told === 0 && paper.until === "" ? "hint warn" : "dim small"}>{told > 0 ? w.count(told) : paper.until === "" ? w.none : w.nothing(paper.until.replace("T", " "))}</span>
      </div>
      <WrongLines of={wrong} />
      {told > ROWS_MAX ? <div className="hint warn">{w.tooMany(told)}</div> : null}
    </fieldset>
  );
}
