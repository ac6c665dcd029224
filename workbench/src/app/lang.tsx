// The language of the page, and the words of the centre in it.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { type Schemas, api, told } from "../api/client";
import { en } from "../locales/en";
import { zh } from "../locales/zh";

export type Lang = "zh" | "en";
type Table = keyof Schemas["GlossaryBody"];

const texts = { zh, en };
const KEPT = "cordon.lang";

interface Spoken {
  lang: Lang;
  t: typeof zh;
  setLang(lang: Lang): void;
}

const Context = createContext<Spoken>({ lang: "zh", t: zh, setLang: () => undefined });

export const useLang = () => useContext(Context);

export function LangProvider({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(() => (localStorage.getItem(KEPT) === "en" ? "en" : "zh"));
  useEffect(() => {
    localStorage.setItem(KEPT, lang);
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  const spoken = useMemo(() => ({ lang, t: texts[lang], setLang }), [lang]);
  return <Context.Provider value={spoken}>{children}</Context.Provider>;
}

/** What the centre calls a thing; a name without a word is shown as it is. */
export function useWord() {
  const { lang } = useLang();
  const { data } = useQuery({
    queryKey: ["glossary"],
    queryFn: () => told(api.GET("/api/v1/glossary")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useCallback(
    (table: Table, name: string | null | undefined): string => {
      if (!name) return "";
      const words = data?.[table];
      const word = words?.[name] ?? words?.[name.toLowerCase()];
      return word ? word[lang] : name;
    },
    [data, lang],
  );
}

/** The words of a screen that is read when it is opened. */
export function useWords<W>(zh: W, en: W): W {
  return useLang().lang === "zh" ? zh : en;
}
