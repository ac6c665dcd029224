import { Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { casesQuery } from "../screens/cases/query";
import { handOver } from "../screens/object/handed";
import { Money } from "../ui/Money";
import { useLang } from "./lang";
import { useSession } from "./session";
import "./search.css";

const SHOWN_MAX = 8;

/** Finds a case by any part of its number; of everything else it leads to the page where a ground is asked for. */
export function Search({ opened, close }: { opened: boolean; close(): void }) {
  const { t } = useLang();
  const navigate = useNavigate();
  const { data, isPending } = useQuery({ ...casesQuery, enabled: opened });
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const wanted = text.trim().toUpperCase();
  const found = wanted
    ? (data?.items ?? []).filter((line) => `${line.case.number} ${line.case.id}`.toUpperCase().includes(wanted)).slice(0, SHOWN_MAX)
    : [];
  const mayLook = useSession().holds("intake", "officer", "approver", "supervisor") && wanted !== "" && !isPending;
  // The look-up stands below what was found.
  const last = found.length - 1 + (mayLook ? 1 : 0);
  const look = () => {
    handOver(text.trim());
    setText("");
    close();
    void navigate({ to: "/look-up" });
  };
  const go = (id: string) => {
    setText("");
    close();
    void navigate({ to: "/cases/$id", params: { id } });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, last));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") {
      const line = found[at];
      if (line) go(line.case.id);
      else if (mayLook) look();
    } else return;
    event.preventDefault();
  };
  return (
    <Modal opened={opened} onClose={close} title={t.search} closeButtonProps={{ "aria-label": t.close }} yOffset="12vh" transitionProps={{ duration: 0 }}>
      <TextInput
        aria-label={t.search}
        placeholder={t.searchLead}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={pressed}
        data-autofocus
        size="md"
      />
      <ul className="found">
        {found.map((line, place) => (
          <li key={line.case.id}>
            <button type="button" aria-current={place === at} onClick={() => go(line.case.id)}>
              <span className="num">{line.case.number}</span>
              <span className="dim">{t.scam[line.case.scam_type]}</span>
              <Money of={line.bar.loss} />
            </button>
          </li>
        ))}
        {mayLook ? (
          <li>
            <button type="button" aria-current={at === found.length} onClick={look}>
              {t.searchLists(text.trim())}
            </button>
          </li>
        ) : null}
      </ul>
      {wanted && data && found.length === 0 ? <p className="dim">{t.searchNothing}</p> : null}
    </Modal>
  );
}
