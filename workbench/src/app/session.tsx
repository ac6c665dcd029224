// Who is signed in. The session is a cookie that no script sees; what the page knows is the answer to
// "who am I", and that an answer 401 means: sign in again, over the page, so that nothing typed is lost.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { type Me, Problem, type Schemas, api, told } from "../api/client";
import { sign } from "../api/passkey";
import { setCentreTime } from "./clock";

const CLOCK_EVERY_MS = 60_000;

export type Step = Schemas["SessionBody"];

interface Session {
  me: Me | undefined;
  /** It ended while the page was open. */
  lost: boolean;
  lose(): void;
  /** The first step; `stage` says whether another follows. */
  signIn(login: string, password: string): Promise<Step>;
  /** The second step, by a code. */
  second(code: string): Promise<Step>;
  /** The same, by a passkey of this browser. */
  secondByPasskey(): Promise<Step>;
  /** Whoever has done all steps is in. */
  enter(): Promise<void>;
  signOut(): Promise<void>;
  holds(...roles: string[]): boolean;
}

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("no session here");
  return session;
}

/** What a tab keeps for somebody stands under his id. */
export const placeOf = (what: string, officer: string): string => `cordon.${what}.${officer}`;

/** Of others who sat here before, a tab keeps nothing. */
function leaveOnly(officer: string) {
  for (const place of Object.keys(sessionStorage)) {
    if (place.startsWith("cordon.") && !place.endsWith(`.${officer}`)) sessionStorage.removeItem(place);
  }
}

/** Whether an error says that nobody is signed in. */
export const isSignedOut = (error: unknown) => error instanceof Problem && error.status === 401;

export function SessionProvider({ children }: { children: (state: "asking" | "out" | "in") => ReactNode }) {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  const lose = useCallback(() => setLost(true), []);
  const asked = useQuery({
    queryKey: ["me"],
    queryFn: () => told(api.GET("/api/v1/sessions/me")),
    refetchInterval: (query) => (query.state.data ? CLOCK_EVERY_MS : false),
    retry: (count, error) => !isSignedOut(error) && count < 3,
  });
  useEffect(() => {
    if (asked.data) setCentreTime(asked.data.now);
  }, [asked.data]);
  useEffect(() => {
    const asking = client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error" && isSignedOut(event.action.error)) setLost(true);
    });
    const acting = client.getMutationCache().subscribe((event) => {
      const failed = event.type === "updated" && event.action.type === "error" && isSignedOut(event.action.error);
      // A wrong password is no lost session.
      if (failed && event.mutation.options.mutationKey?.[0] !== "sign-in") setLost(true);
    });
    return () => {
      asking();
      acting();
    };
  }, [client]);
  const me = asked.data;
  useEffect(() => {
    if (me) leaveOnly(me.id);
  }, [me]);
  const session = useMemo<Session>(
    () => ({
      me,
      lost,
      lose,
      signIn: (login, password) => told(api.POST("/api/v1/sessions", { body: { login, password, cookie: true } })),
      second: (code) => told(api.POST("/api/v1/sessions/second", { body: { code } })),
      async secondByPasskey() {
        const asked = await told(api.POST("/api/v1/sessions/second/passkey/ask"));
        const response = await sign(asked.options);
        return told(api.POST("/api/v1/sessions/second/passkey", { body: { step: asked.step, response: response as never } }));
      },
      async enter() {
        const known = await client.fetchQuery({ queryKey: ["me"], queryFn: () => told(api.GET("/api/v1/sessions/me")) });
        // Somebody else sits here now: nothing of what the other one saw stays.
        if (me && me.id !== known.id) window.location.reload();
        setLost(false);
        await client.invalidateQueries();
      },
      async signOut() {
        await told(api.DELETE("/api/v1/sessions/current"));
        sessionStorage.clear();
        window.location.assign("/workbench/");
      },
      holds: (...roles) => me?.seats.some((seat) => roles.includes(seat.role)) ?? false,
    }),
    [client, me, lost, lose],
  );
  const state = me ? "in" : asked.isPending ? "asking" : "out";
  return <Context.Provider value={session}>{children(state)}</Context.Provider>;
}
