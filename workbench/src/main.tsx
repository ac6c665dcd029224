// The workbench of officers and of members' desks. It has no rights of its own: whatever it asks, the centre judges.
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/ActionIcon.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/Loader.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Input.css";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/PasswordInput.css";
import "@mantine/core/styles/Checkbox.css";
import "@mantine/core/styles/Radio.css";
import "@mantine/core/styles/SegmentedControl.css";
import "@mantine/core/styles/FloatingIndicator.css";
import "./ui/tokens.css";
import "./ui/print.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense, lazy } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/client";
import { SignIn } from "./app/SignIn";
import { LangProvider } from "./app/lang";
import { router } from "./app/router";
import { SessionProvider } from "./app/session";
import { SIGNED_IN_AT } from "./app/signedIn";
import { theme } from "./app/theme";
import { Loading } from "./ui/Notice";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="cordon-nonce"]')?.content ?? "";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays one; a broken line may come back.
      retry: (count, error) => count < 2 && error instanceof Problem && error.uncertain,
    },
  },
});

const SignedIn = lazy(() => import("./app/SignedIn"));
/** The end of a window in which somebody signed in beside his page. */
const isSignedIn = window.location.pathname === SIGNED_IN_AT;

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={client}>
          <LangProvider>
            {isSignedIn ? (
              <Suspense fallback={<Loading />}>
                <SignedIn />
              </Suspense>
            ) : (
              <SessionProvider>
                {(state) => (state === "in" ? <RouterProvider router={router} /> : state === "out" ? <SignIn /> : <Loading />)}
              </SessionProvider>
            )}
          </LangProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
