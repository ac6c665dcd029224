import { Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { casesQuery } from "../screens/cases/query";
import { Money } from "../ui/Money";
import { useLang } from "./lang";
import "./search.css";

const SHOWN_MAX = 8;

/** Finds a case by any part of its number. */
export function Search({ opened, close }: { opened: boolean; close(): void }) {
  const { t } = useLang();
  const navigate = useNavigate();
  const { data } = useQuery({ ...casesQuery, enabled: opened });
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const wanted = text.trim().toUpperCase();
  const found = wanted
    ? (data?.items ?? []).filter((line) => `${line.case.number} ${line.case.id}`.toUpperCase().includes(wanted)).slice(0, SHOWN_MAX)
    : [];
  const go = (id: string) => {
    setText("");
    close();
    void navigate({ to: "/cases/$id", params: { id } });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") {
      const line = found[at];
      if (line) go(line.case.id);
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
      </ul>
      {wanted && data && found.length === 0 ? (
        <p className="dim">
          {t.searchNothing} ·{" "}
          <Link to="/lists" onClick={close}>
            {t.searchLists}
          </Link>
        </p>
      ) : null}
    </Modal>
  );
}
