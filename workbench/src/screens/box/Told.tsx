// Movements pasted out of a core system or a spreadsheet: what was understood, and which lines were not.
import { FileButton, Button, Textarea } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useLang, useWords } from "../../app/lang";
import { exact, minor } from "../../say/money";
import { moment } from "../../say/time";
import { textOf } from "./decode";
import { sheetOf } from "./told";
import { en, zh } from "./words";

/** Rows that are shown; all are sent. */
const SHOWN_MAX = 20;
const WRONG_SHOWN_MAX = 8;

export function Told({ serial, text, change, hint }: { serial: boolean; text: string; change(text: string): void; hint: ReactNode }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const sheet = useMemo(() => sheetOf(text), [text]);
  const read = async (file: File | null) => {
    if (file) change(textOf(await file.arrayBuffer()) ?? "");
  };
  return (
    <div className="whole box-told">
      <Textarea
        label={serial ? w.answer.toldSerial : w.answer.told}
        description={w.answer.toldLead}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        rows={4}
        spellCheck={false}
        className="number"
      />
      <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void read(file)}>
        {(props) => (
          <Button {...props} size="compact-xs" variant="default">
            {w.answer.toldFile}
          </Button>
        )}
      </FileButton>{" "}
      {hint}
      {sheet.wrong.slice(0, WRONG_SHOWN_MAX).map((one) => (
        <div key={one.line} className="hint warn">
          {w.answer.toldWrong(one.line, w.columns[one.column])}
        </div>
      ))}
      {sheet.rows.length > 0 ? (
        <div className="scroll">
          <table className="plain">
            <caption className="small">{w.answer.toldRows(sheet.rows.length)}</caption>
            <tbody>
              {sheet.rows.slice(0, SHOWN_MAX).map((row) => (
                <tr key={`${row.serial} ${row.at}`}>
                  <td className="num">{moment(row.at)}</td>
                  <td className="num right">
                    {row.side === "debit" ? "−" : "+"}
                    {exact(minor(row.amount))}
                  </td>
                  <td className="num">{row.opponent?.number ?? ""}</td>
                  <td>{row.opponent?.holder ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {sheet.rows.length > SHOWN_MAX ? <span className="dim small">… {t.more}</span> : null}
    </div>
  );
}
