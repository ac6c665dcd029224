// The way in by the site's identity provider. From the sign-in page the tab goes there and comes back. Over a page on
// which somebody has typed, a window beside it does, so that the page stays as it is.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, told } from "../api/client";
import { Notice, Refused } from "../ui/Notice";
import { useLang, useWords } from "./lang";
import { en, zh } from "./outsideWords";
import { SIGNED_IN, SIGNED_IN_AT } from "./signedIn";

const WINDOW = "popup,width=520,height=720";

const ask = (then: string, lang: "zh" | "en") => told(api.POST("/api/v1/sessions/outside/ask", { body: { then, lang } }));

export default function Outside({ words, again, then }: { words: { zh: string; en: string }; again: boolean; then(): Promise<void> }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const [beside, setBeside] = useState<"open" | "blocked">();
  const going = useMutation({
    mutationKey: ["sign-in"],
    mutationFn: async (window_: Window | null) => {
      try {
        const { address } = await ask(window_ ? SIGNED_IN_AT : window.location.pathname, lang);
        (window_ ?? window).location.assign(address);
      } catch (error) {
        window_?.close();
        setBeside(undefined);
        throw error;
      }
    },
  });
  useEffect(() => {
    if (beside !== "open") return;
    const told = new BroadcastChannel(SIGNED_IN);
    told.onmessage = () => {
      setBeside(undefined);
      void then();
    };
    return () => told.close();
  }, [beside, then]);
  const go = () => {
    if (!again) return going.mutate(null);
    // At once, while the press still counts: a window that opens later is kept from opening.
    const opened = window.open("", "cordon-sign-in", WINDOW);
    setBeside(opened ? "open" : "blocked");
    if (opened) going.mutate(opened);
  };
  return (
    <div className="sign-in-outside">
      <p className="or dim small">
        <span>{w.or}</span>
      </p>
      <Refused error={going.error} />
      {beside ? <Notice kind={beside === "blocked" ? "bad" : "plain"}>{w[beside === "blocked" ? "blocked" : "waiting"]}</Notice> : null}
      <Button size="md" variant="default" loading={going.isPending} onClick={go} fullWidth>
        {words[lang]}
      </Button>
    </div>
  );
}
