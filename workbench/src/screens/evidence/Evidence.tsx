// 证据包, from the page of a case: the button, and the dialog in which it is taken.
import { Button, Modal } from "@mantine/core";
import { Suspense, lazy, useState } from "react";
import type { CaseDetail } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Loading } from "../../ui/Notice";
import { en, zh } from "./words";
import "./evidence.css";

const Take = lazy(() => import("./Take").then(({ Take: of }) => ({ default: of })));

export function Evidence({ of }: { of: CaseDetail["case"] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [asked, setAsked] = useState(false);
  if (!holds("intake", "officer", "approver", "supervisor")) return null;
  return (
    <>
      <Button className="no-print" variant="default" size="compact-sm" onClick={() => setAsked(true)}>
        {w.title}
      </Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={w.ask} closeButtonProps={{ "aria-label": t.close }} size="lg">
        <Suspense fallback={<Loading />}>
          <Take of={of} />
        </Suspense>
      </Modal>
    </>
  );
}
